import type { Group } from '../group';
import { atOnce } from './at-once';
import { downtime, downtimeOfGigabyte } from './downtime';
import { fleet } from './fleet';
import { freeze } from './freeze';
import { growthOfLayers } from './growth-layers';
import { growthOfSize } from './growth-size';
import { growthOfSnapshots } from './growth-snapshots';
import { inARow } from './in-a-row';
import { largeSnapshots } from './large-snapshots';
import { memory } from './memory';
import { reads } from './reads';
import { restarts } from './restarts';
import { snapshots } from './snapshots';
import { start } from './start';

/** In the order in which they are measured. Those that leave many records in Temporal's database come last. */
export const GROUPS: readonly Group[] = [
  snapshots,
  restarts,
  downtime,
  freeze,
  reads,
  atOnce,
  inARow,
  largeSnapshots,
  downtimeOfGigabyte,
  start,
  growthOfSnapshots,
  growthOfLayers,
  growthOfSize,
  fleet,
  memory,
];
