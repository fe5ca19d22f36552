import { z } from 'zod';
import type { RebuildAnswer } from '../../rebuild-runner';
import { exactly } from './exactly';
import { bytes, count, time } from './parts';

const whenAsked = 'Null when the runner does not answer at once.';

/** One machine. */
export const runnerAnswer = z.strictObject({
  name: z.string(),
  alive: z.boolean(),
  last_seen: time.nullable(),
  silent_seconds: count.nullable(),
  vps_count: count.describe('VPSs that are recorded on it.'),
  docker_version: z.string().nullable(),
  docker_api_version: z.string().nullable(),
  disk: z
    .strictObject({
      free_bytes: bytes.nullable(),
      size_bytes: bytes.nullable().optional().describe('Of the whole filesystem; older runners do not say.'),
      reserve_bytes: bytes.describe('What stays free whatever is asked.'),
    })
    .nullable(),
  snapshot_bytes: bytes.nullable().describe('What the snapshots added by themselves.'),
  snapshot_count: count.nullable(),
  vps_containers: count.nullable().describe('Containers of VPSs, running or not.'),
  cpus: count.nullable().describe(whenAsked),
  memory_bytes: bytes.nullable().describe(whenAsked),
});
export type RunnerView = z.infer<typeof runnerAnswer>;

export const runnerListAnswer = z.strictObject({ runners: z.array(runnerAnswer), count });

export const rebuiltRunnerAnswer = exactly<RebuildAnswer>()(
  z.strictObject({
    message: z.string(),
    runner: z.string(),
    rebuilt: z.array(z.string()).describe('There is a record of these VPSs again.'),
    existing: z.array(z.string()).describe('There was one all the time.'),
    deleted: z.array(z.string()).describe('Deleted with snapshots kept; they stay deleted.'),
    failed: z.array(z.strictObject({ task_id: z.string(), reason: z.string() })),
  }),
);
