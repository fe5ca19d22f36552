import { Menu, Text } from '@mantine/core';
import type { ComponentType } from 'react';

interface Props {
  label: string;
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>;
  onClick: () => void;
  reason?: string | null;
  color?: string;
}

/** An item of a menu; one that cannot be used says why below its label. */
export function ActionItem({ label, icon: Icon, onClick, reason = null, color }: Props) {
  const isOff = reason !== null;
  return (
    <Menu.Item
      leftSection={<Icon size={16} stroke={1.8} />}
      aria-disabled={isOff || undefined}
      closeMenuOnClick={!isOff}
      onClick={isOff ? undefined : onClick}
      {...(color !== undefined && !isOff && { color })}
      style={isOff ? { cursor: 'not-allowed' } : {}}
    >
      <Text size="sm" {...(isOff && { c: 'dimmed' })}>
        {label}
      </Text>
      {isOff && (
        <Text size="xs" c="dimmed" maw={220}>
          {reason}
        </Text>
      )}
    </Menu.Item>
  );
}
