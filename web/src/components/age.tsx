import { Text, type TextProps, Tooltip } from '@mantine/core';
import { formatAge, formatMoment } from '../format';
import { useNow } from '../use-now';

/** How long ago; the exact moment on hover and on focus. */
export function Age({ at, ...text }: { at: string } & TextProps) {
  const now = useNow();
  return (
    <Tooltip label={formatMoment(at)} events={{ hover: true, focus: true, touch: true }}>
      <Text span inherit {...text}>
        <time dateTime={at}>{formatAge(at, now)}</time>
      </Text>
    </Tooltip>
  );
}
