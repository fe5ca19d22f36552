import { Text, type TextProps } from '@mantine/core';
import { formatAge, formatMoment } from '../format';
import { useNow } from '../use-now';
import { hint } from './shared-hint';

/** How long ago; the exact moment on hover. */
export function Age({ at, ...text }: { at: string } & TextProps) {
  const now = useNow();
  return (
    <Text span inherit style={{ whiteSpace: 'nowrap' }} {...hint(formatMoment(at))} {...text}>
      <time dateTime={at}>{formatAge(at, now)}</time>
    </Text>
  );
}
