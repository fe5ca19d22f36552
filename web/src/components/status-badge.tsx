import { Badge } from '@mantine/core';
import { memo } from 'react';
import type { OperationStatus, OperationStep, VpsStatus } from '../api/types';
import { OPERATION_LOOKS, STEP_LOOKS, VPS_LOOKS } from '../words/status';
import { hint } from './shared-hint';
import classes from './status-badge.module.css';

type Props =
  | { of: 'vps'; status: VpsStatus }
  | { of: 'operation'; status: OperationStatus }
  | { of: 'step'; status: OperationStep['status'] };

/** A status by colour, icon and word. */
export const StatusBadge = memo(function StatusBadge(props: Props) {
  const { word, color, icon: Icon, meaning } = lookOf(props);
  return (
    <Badge
      className={classes['badge'] ?? ''}
      color={color}
      variant="light"
      leftSection={<Icon size={13} />}
      data-status={props.status}
      {...hint(meaning)}
    >
      {word}
    </Badge>
  );
});

function lookOf(props: Props) {
  switch (props.of) {
    case 'vps':
      return VPS_LOOKS[props.status];
    case 'operation':
      return OPERATION_LOOKS[props.status];
    case 'step':
      return STEP_LOOKS[props.status];
  }
}
