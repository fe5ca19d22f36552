import { setTimeout as sleep } from 'node:timers/promises';
import { isTemporalUnreachable } from './grpc-errors';
import { quickly, type TemporalDeps } from './quickly';

/** A call that is not answered by then makes us ask the server itself, and again after each of its answers. */
const ASK_AFTER_MS = 500;
/** The client tries again in growing pauses, and notices a deadline only after one: at 3.2 s, and then at 5.6. */
const ASK_DEADLINE_MS = 3000;

/** Many calls may wait at once; one question is enough for all of them. */
const questions = new WeakMap<TemporalDeps['client'], Promise<void>>();

/**
 * Makes a call that needs a worker's answer, and waits for it only as long as the server itself is there: a worker may be
 * away for a moment and is waited for, a server that is away is said to be so within some four seconds.
 *
 * @param call gets a signal that aborts when nobody waits for it any more
 * @throws what asking the server failed with; whether the call has had an effect is unknown then
 */
export async function whileReachable<T>(
  deps: TemporalDeps,
  call: (abandoned: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const answer = deps.client.withAbortSignal(over.signal, () => call(over.signal));
  try {
    return await Promise.race([answer, untilAbsent(deps, over.signal)]);
  } finally {
    over.abort();
  }
}

/** Never resolves; fails when the server is away, or is stopped. */
async function untilAbsent(deps: TemporalDeps, stop: AbortSignal): Promise<never> {
  for (;;) {
    await sleep(ASK_AFTER_MS, undefined, { signal: stop, ref: false });
    await askServer(deps);
  }
}

async function askServer(deps: TemporalDeps): Promise<void> {
  const { client, namespace } = deps;
  const asked = questions.get(client);
  if (asked !== undefined) return asked;
  const question = (async () => {
    try {
      // Unlike some other calls, this one is answered from the database.
      await quickly(deps, () => client.workflowService.describeNamespace({ namespace }), ASK_DEADLINE_MS);
    } catch (error) {
      if (isTemporalUnreachable(error)) throw error;
    } finally {
      questions.delete(client);
    }
  })();
  questions.set(client, question);
  return question;
}
