import { ActionIcon, Button, Tooltip } from '@mantine/core';
import type { ComponentType, MouseEvent } from 'react';

interface Props {
  label: string;
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>;
  onClick: () => void;
  /** Why it cannot be used now; null when it can. */
  reason?: string | null;
  loading?: boolean;
  /** For assistive technology, where the label alone does not tell what it acts on. */
  description?: string;
  variant?: 'filled' | 'light' | 'default' | 'subtle';
  color?: string;
  /** Icon alone; the label is its name and its tooltip. */
  compact?: boolean;
  size?: string;
}

/**
 * A button that can say why it cannot be used: it stays reachable by keyboard (`aria-disabled` instead of `disabled`),
 * and its tooltip holds the reason.
 */
export function ActionButton({
  label,
  icon: Icon,
  onClick,
  reason = null,
  loading = false,
  description,
  variant = 'default',
  color,
  compact = false,
  size = 'sm',
}: Props) {
  const isOff = reason !== null;
  const press = (event: MouseEvent) => {
    event.stopPropagation();
    if (!isOff && !loading) onClick();
  };
  const shared = {
    onClick: press,
    variant,
    size,
    'aria-label': description ?? label,
    'aria-disabled': isOff || loading || undefined,
    'aria-busy': loading || undefined,
    ...(color !== undefined && { color }),
    ...(isOff && { 'data-disabled': true }),
  };
  const tooltip = reason ?? (compact ? label : null);
  const button = compact ? (
    <ActionIcon {...shared} size={size === 'sm' ? 34 : size}>
      <Icon size={17} stroke={1.8} />
    </ActionIcon>
  ) : (
    <Button {...shared} leftSection={<Icon size={16} stroke={1.8} />}>
      {label}
    </Button>
  );
  return tooltip === null ? (
    button
  ) : (
    <Tooltip label={tooltip} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
      {button}
    </Tooltip>
  );
}
