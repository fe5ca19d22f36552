import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleX,
  IconClock,
  IconGhost,
  IconLoader2,
  IconPlayerPauseFilled,
  IconPlayerStopFilled,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { OperationStatus, OperationStep, VpsStatus } from '../api/types';

interface Look {
  word: string;
  /** A colour of the theme. */
  color: string;
  icon: ComponentType<{ size?: number | string }>;
  /** In a sentence, for those who wonder what the word means. */
  meaning: string;
}

/** Never by colour alone: each status has a word and an icon too. */
export const VPS_LOOKS: Record<VpsStatus, Look> = {
  creating: { word: 'Creating', color: 'blue', icon: IconLoader2, meaning: 'Its container is being made.' },
  running: { word: 'Running', color: 'teal', icon: IconCircleCheck, meaning: 'It runs, as asked.' },
  paused: {
    word: 'Paused',
    color: 'yellow',
    icon: IconPlayerPauseFilled,
    meaning: 'Its processes are frozen and keep their memory.',
  },
  stopped: {
    word: 'Stopped',
    color: 'gray',
    icon: IconPlayerStopFilled,
    meaning: 'It was stopped on request.',
  },
  crashed: {
    word: 'Crashed',
    color: 'orange',
    icon: IconAlertTriangle,
    meaning: 'Its container ended although nobody stopped it; Holdfast starts it again.',
  },
  failed: {
    word: 'Failed',
    color: 'red',
    icon: IconCircleX,
    meaning: 'It ended again and again and is not started any more. A start or a restart tries anew.',
  },
  missing: {
    word: 'Missing',
    color: 'red',
    icon: IconGhost,
    meaning: 'Its container is gone from the runner. A restart brings it back from a snapshot.',
  },
  deleted: { word: 'Deleted', color: 'gray', icon: IconCircleMinus, meaning: 'It is being removed.' },
};

export const OPERATION_LOOKS: Record<OperationStatus, Look> = {
  queued: { word: 'Waiting', color: 'gray', icon: IconClock, meaning: 'Another operation goes first.' },
  running: { word: 'In progress', color: 'blue', icon: IconLoader2, meaning: 'It is being worked on.' },
  succeeded: { word: 'Done', color: 'teal', icon: IconCircleCheck, meaning: 'It succeeded.' },
  failed: { word: 'Failed', color: 'red', icon: IconCircleX, meaning: 'The VPS is as it was before.' },
  cancelled: {
    word: 'Cancelled',
    color: 'gray',
    icon: IconCircleMinus,
    meaning: 'What it had begun was undone.',
  },
};

export const STEP_LOOKS: Record<OperationStep['status'], Look> = {
  waiting: {
    word: 'Waiting',
    color: 'gray',
    icon: IconCircleDashed,
    meaning: 'The runner has not begun it yet.',
  },
  running: { word: 'In progress', color: 'blue', icon: IconLoader2, meaning: 'The runner works on it.' },
  retrying: {
    word: 'Trying again',
    color: 'orange',
    icon: IconAlertTriangle,
    meaning: 'The last attempt failed.',
  },
  succeeded: { word: 'Done', color: 'teal', icon: IconCircleCheck, meaning: 'It succeeded.' },
  failed: { word: 'Failed', color: 'red', icon: IconCircleX, meaning: 'It did not succeed.' },
  cancelled: { word: 'Cancelled', color: 'gray', icon: IconCircleMinus, meaning: 'It was called off.' },
};
