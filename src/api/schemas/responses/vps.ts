import { z } from 'zod';
import {
  CONTAINER_STATES,
  type ContainerFacts,
  type PortEndpoint,
  type UncapturedPath,
} from '../../../domain/container';
import { OPERATION_KINDS } from '../../../domain/operation';
import type { VpsPolicy, VpsPolicyOverrides } from '../../../domain/policy';
import { MOST_SNAPSHOTS } from '../../../domain/retention';
import { DESIRED_STATES, type OperationTicket, VPS_STATUSES } from '../../../domain/vps';
import { VPS_EVENTS, type VpsEvent } from '../../../domain/vps-events';
import { exactly } from './exactly';
import { bytes, count, time } from './parts';
import { snapshotAnswer } from './snapshot';
import { specAnswer } from './spec';

type ShownContainer = Omit<
  ContainerFacts,
  'managed_as' | 'image_id' | 'endpoints' | 'addresses' | 'not_captured'
>;

const container = exactly<ShownContainer>()(
  z.strictObject({
    id: z.string(),
    name: z.string(),
    state: z.enum(CONTAINER_STATES),
    exit_code: z.int(),
    oom_killed: z.boolean(),
    started_at: time.describe('What it runs since; `0001-01-01T00:00:00Z` when it never ran.'),
    finished_at: time,
    created_from: z.string().nullable().describe('The snapshot that it was created from.'),
    layers: count,
    writable_bytes: bytes.nullable().describe('Bytes that no snapshot holds yet; null when not looked at.'),
  }),
);

export const endpoint = exactly<PortEndpoint>()(
  z.strictObject({
    container_port: z.int(),
    protocol: z.string(),
    host_ip: z.string(),
    host_port: z.int(),
  }),
);

export const notCaptured = exactly<UncapturedPath>()(
  z
    .strictObject({ path: z.string(), type: z.string(), source: z.string() })
    .describe('A path whose bytes live outside the filesystem of the VPS; no snapshot holds them.'),
);

export const policyAnswer = exactly<VpsPolicy>()(
  z.strictObject({
    auto_snapshot_on_stop: z
      .boolean()
      .describe('Take a snapshot at each stop, and before a restart replaces the container.'),
    max_snapshots: count.describe(
      `How many snapshots are kept, pinned ones included; 0 is all, up to ${MOST_SNAPSHOTS}.`,
    ),
    max_snapshot_bytes: bytes.describe('A snapshot that would add more is not taken; 0 is no limit.'),
  }),
);

const policyOverrides = exactly<VpsPolicyOverrides>()(
  z.strictObject({
    auto_snapshot_on_stop: policyAnswer.shape.auto_snapshot_on_stop.exactOptional(),
    max_snapshots: policyAnswer.shape.max_snapshots.exactOptional(),
    max_snapshot_bytes: policyAnswer.shape.max_snapshot_bytes.exactOptional(),
  }),
);

export const ticketAnswer = exactly<OperationTicket>()(
  z.strictObject({
    id: z.string(),
    kind: z.enum(OPERATION_KINDS),
    actor: z.string(),
    requested_at: time,
  }),
);

const event = exactly<VpsEvent>()(z.strictObject({ at: time, type: z.enum(VPS_EVENTS), detail: z.string() }));

/** A VPS in a list. */
export const vpsAnswer = z.strictObject({
  task_id: z.string(),
  status: z
    .enum(VPS_STATUSES)
    .describe(
      '`crashed`: it ended by itself; `failed`: again and again; `missing`: its container is gone, a restart brings it back.',
    ),
  desired: z.enum(DESIRED_STATES).describe('What was last asked for.'),
  runner: z.string(),
  image: z.string().describe('What it was first created from.'),
  created_at: time,
  created_by: z.string(),
  container: container.nullable(),
  endpoints: z.array(endpoint).describe('Ports that are reachable on the runner.'),
  ssh: z.string().nullable().describe('What to type to log in; null unless port 22 is published.'),
  addresses: z.record(z.string(), z.string()).describe('By network; empty while it does not run.'),
  not_captured: z.array(notCaptured),
  spec: specAnswer.nullable(),
  policy: policyAnswer,
  policy_overrides: policyOverrides.describe('Its own choices; the rest follows its runner.'),
  head: z.string().nullable().describe('The snapshot that a restart comes back to.'),
  snapshot_count: count,
  newest_snapshot: snapshotAnswer.nullable(),
  operation: ticketAnswer.nullable().describe('The operation in progress.'),
  queue: z.array(ticketAnswer).describe('The operations that wait, in order.'),
  events: z.array(event).describe('What happened without an operation, oldest first; the last few.'),
});
export type VpsView = z.infer<typeof vpsAnswer>;

/** One VPS with its snapshots. */
export const fullVpsAnswer = vpsAnswer.extend({
  snapshots: z.array(snapshotAnswer).describe('Newest first.'),
});
export type FullVpsView = z.infer<typeof fullVpsAnswer>;

export const vpsListAnswer = z.strictObject({
  vps: z.array(vpsAnswer),
  count,
  next: z.string().optional().describe('Give it as `next` to read on; absent at the end.'),
});

export const patchedVpsAnswer = fullVpsAnswer.extend({ message: z.string() });
