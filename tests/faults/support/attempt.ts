import { setTimeout as sleep } from 'node:timers/promises';
import type { End, FaultApi } from './fault-api';
import type { Plan } from './plans';
import type { Subject } from './slot';

/** An operation that was asked for. */
export interface Attempt {
  subject: Subject;
  plan: Plan;
  /** `stuck` when no end could be learnt. */
  end: Promise<End>;
  /** The operation's id; undefined when it was refused. */
  accepted: Promise<string | undefined>;
}

/** @param key makes the call idempotent */
export function beginAttempt(api: FaultApi, subject: Subject, plan: Plan, key: string): Attempt {
  let accept: (id: string | undefined) => void = () => undefined;
  const accepted = new Promise<string | undefined>((resolve) => (accept = resolve));
  const { cancelAfterMs } = plan;
  const onAccepted = (id: string): void => {
    accept(id);
    if (cancelAfterMs !== null) void cancelLater(api, id, cancelAfterMs);
  };
  const end = api
    .perform(plan.call, key, onAccepted)
    .catch((error: unknown): End => {
      const detail = String(error);
      return { operationId: null, status: 'stuck', code: null, detail, result: null, ms: 0, steps: [] };
    })
    .finally(() => accept(undefined));
  return { subject, plan, end, accepted };
}

/** Whether it comes in time, or at all, is left to chance. */
async function cancelLater(api: FaultApi, operationId: string, afterMs: number): Promise<void> {
  await sleep(afterMs);
  await api.insist({ method: 'DELETE', path: `/api/operations/${operationId}` }).catch(() => undefined);
}
