import { createHash } from 'node:crypto';
import type { VpsMemo } from '../../domain/vps';
import { listAll, memoOf, type RawMemo } from '../temporal/list-page';
import { asVpsMemo, describeVps, vpsQuery } from '../temporal/read-vps';
import { viewVps } from '../views/vps-view';
import type { Emit } from './fleet-watch';
import type { LiveDeps } from './live-hub';

/** Without an operation a VPS changes seldom: what a person does with `docker` by hand, a policy, a pin. */
const LIST_EVERY_MS = 1000;
/** A list may still show what was before a VPS was described; for so long it does not count. */
const LIST_LAGS_MS = 3000;
/** After an operation's begin or end its VPS's record says so within moments. */
const SETTLES_MS = 5000;

interface Known {
  /** Tells whether a memo is the one that was seen last; null when the VPS is gone. */
  print: string | null;
  describedAt: number;
}

/** What the fleet's VPSs were when they were last seen. */
export class FleetVps {
  private readonly known = new Map<string, Known>();
  private readonly unsettled = new Map<
    string,
    { operation: string; phase: 'begun' | 'ended'; until: number }
  >();
  private listedAt = 0;

  constructor(
    private readonly deps: LiveDeps,
    private readonly emit: Emit,
  ) {}

  /** An operation has just begun or ended: its VPS is looked at directly until its record says the same. */
  expect(taskId: string, operation: string, phase: 'begun' | 'ended'): void {
    this.unsettled.set(taskId, { operation, phase, until: Date.now() + SETTLES_MS });
  }

  async look(): Promise<void> {
    await Promise.all([...this.unsettled.keys()].map((taskId) => this.describe(taskId)));
    if (Date.now() - this.listedAt >= LIST_EVERY_MS) await this.list();
  }

  private async describe(taskId: string): Promise<void> {
    const raw = await describeVps(this.deps, taskId);
    const memo = raw && asVpsMemo(memoOf({ memo: raw }));
    this.see(taskId, memo === undefined || raw === undefined ? null : printOf(raw), () => memo, Date.now());
    const wait = this.unsettled.get(taskId);
    if (wait === undefined) return;
    const isThere =
      wait.phase === 'begun' ? memo?.current?.id === wait.operation : hasEnded(memo, wait.operation);
    if (isThere || Date.now() > wait.until) this.unsettled.delete(taskId);
  }

  private async list(): Promise<void> {
    const now = Date.now();
    this.listedAt = now;
    const listed = new Set<string>();
    for (const execution of await listAll(this.deps, vpsQuery())) {
      const taskId = (execution.execution?.workflowId ?? '').slice('vps-'.length);
      listed.add(taskId);
      if (execution.memo && !this.isFresher(taskId, now)) {
        const memo = (): VpsMemo | undefined => asVpsMemo(memoOf(execution));
        this.see(taskId, printOf(execution.memo), memo, this.known.get(taskId)?.describedAt ?? 0);
      }
    }
    for (const [taskId, { print, describedAt }] of this.known) {
      if (listed.has(taskId) || this.isFresher(taskId, now)) continue;
      if (print !== null) this.see(taskId, null, () => undefined, describedAt);
      this.known.delete(taskId);
    }
  }

  /** Whether the VPS was described so lately that a list may be older. */
  private isFresher(taskId: string, now: number): boolean {
    return now - (this.known.get(taskId)?.describedAt ?? 0) < LIST_LAGS_MS;
  }

  private see(
    taskId: string,
    print: string | null,
    read: () => VpsMemo | undefined,
    describedAt: number,
  ): void {
    const before = this.known.get(taskId);
    this.known.set(taskId, { print, describedAt });
    if (before?.print === print) return;
    const memo = print === null ? undefined : read();
    if (memo !== undefined && memo.record.status !== 'deleted') {
      this.emit('vps', `vps:${taskId}`, (host) => viewVps(memo, host));
    } else if (before !== undefined && before.print !== null) {
      this.emit('vps_removed', `vps:${taskId}`, () => ({ task_id: taskId }));
    }
  }
}

function hasEnded(memo: VpsMemo | undefined, operation: string): boolean {
  return memo === undefined || memo.recent.includes(operation);
}

/** A memo as it came is compared, so that of a large fleet only what has changed is decoded. */
function printOf({ fields }: RawMemo): string {
  const hash = createHash('sha256');
  for (const [key, { data }] of Object.entries(fields ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${key}\0${data?.length ?? 0}\0`).update(data ?? new Uint8Array());
  }
  return hash.digest('base64');
}
