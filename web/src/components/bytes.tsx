import { Text, type TextProps, Tooltip } from '@mantine/core';
import { formatBytes, formatExactBytes } from '../format';

/** A size, with the exact figure on hover. */
export function Bytes({ value, ...text }: { value: number | null } & TextProps) {
  const shown = (
    <Text span inherit style={{ whiteSpace: 'nowrap' }} {...text}>
      {formatBytes(value)}
    </Text>
  );
  return value === null ? shown : <Tooltip label={formatExactBytes(value)}>{shown}</Tooltip>;
}
