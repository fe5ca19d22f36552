import { Text, type TextProps } from '@mantine/core';
import { formatBytes, formatExactBytes } from '../format';
import { hint } from './shared-hint';

/** A size, with the exact figure on hover. */
export function Bytes({ value, ...text }: { value: number | null } & TextProps) {
  return (
    <Text
      span
      inherit
      style={{ whiteSpace: 'nowrap' }}
      {...hint(value === null ? null : formatExactBytes(value))}
      {...text}
    >
      {formatBytes(value)}
    </Text>
  );
}
