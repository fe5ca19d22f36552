import { ActionIcon, Button } from '@mantine/core';
import type { ComponentType, MouseEvent } from 'react';
import { hint } from './shared-hint';

interface Props {
  label: string;
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>;
  /** What it does; a button that submits its form may do nothing else. */
  onClick?: () => void;
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
  type?: 'button' | 'submit';
}

/**
 * A button that can say why it cannot be used: it stays reachable by keyboard (`aria-disabled` instead of `disabled`),
 * and its hint holds the reason.
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
  type = 'button',
}: Props) {
  const isOff = reason !== null;
  const press = (event: MouseEvent) => {
    event.stopPropagation();
    if (isOff || loading) event.preventDefault();
    else onClick?.();
  };
  const shared = {
    onClick: press,
    type,
    variant,
    size,
    'aria-label': description ?? label,
    'aria-disabled': isOff || loading || undefined,
    'aria-busy': loading || undefined,
    ...(color !== undefined && { color }),
    ...(isOff && { 'data-disabled': true, 'aria-description': reason }),
    ...hint(reason ?? (compact ? label : null)),
  };
  return compact ? (
    <ActionIcon {...shared} size={size === 'sm' ? 34 : size}>
      <Icon size={17} stroke={1.8} />
    </ActionIcon>
  ) : (
    <Button {...shared} leftSection={<Icon size={16} stroke={1.8} />}>
      {label}
    </Button>
  );
}
