import { setTimeout } from 'node:timers/promises';
import { CancelledFailure } from '@temporalio/common';
import { failure } from './failures';
import type { Runner } from './runner';
import { ensureThawed, unwedge } from './thaw';

export interface CommitOrder {
  id: string;
  /** Whether the engine freezes the container meanwhile. */
  freeze: boolean;
  labels: { [name: string]: string };
  /** Of the writable layer. */
  bytes: number;
  /** Whether the image exists already, although the engine has not answered. */
  isMade(): Promise<boolean>;
}

/** A commit takes this long at most, and time for each byte at the pace of a very slow disk. */
const LONGEST_COMMIT_MS = 20 * 60_000;
const SLOWEST_BYTES_PER_MS = 5_000;
/** A container is frozen within moments, and thawed within moments once the image exists. */
const FREEZE_WITHIN_MS = 30_000;
const WATCH_EVERY_MS = 1_500;
/** How long a commit that was given up is waited for, so that it does not run beside the next one. */
const SETTLE_MS = { cancelled: 10 * 60_000, hung: 60_000 };

/**
 * Commits a container and waits for the image, without a name. When the step is cancelled, or the engine does not come
 * to an end, the container is thawed at once and what the commit still makes is removed.
 *
 * When the worker shuts down nothing is undone: the next attempt takes the commit up.
 */
export async function awaitCommit(runner: Runner, order: CommitOrder): Promise<string> {
  const { id, freeze, labels } = order;
  const giveUp = new AbortController();
  const commit = runner.docker.containers.commit(id, { pause: freeze, labels }, giveUp.signal);
  const done = new AbortController();
  try {
    const end = await Promise.race([
      commit.then((imageId) => ({ imageId })),
      cancellationOf(runner, done.signal),
      watch(runner, order, done.signal),
    ]);
    if ('imageId' in end) return end.imageId;
    if (end.isFinal) {
      runner.log.warn({ container_id: id, reason: end.reason.message }, 'giving up a commit');
      if (freeze) await ensureThawed(runner, id);
      await discard(runner, commit, SETTLE_MS[end.cause]);
      giveUp.abort();
    }
    throw end.reason;
  } finally {
    done.abort();
  }
}

interface Abandonment {
  cause: keyof typeof SETTLE_MS;
  reason: Error;
  /** Whether no later attempt will take the commit up. */
  isFinal: boolean;
}

/** Resolves when the step is cancelled. */
function cancellationOf({ activity }: Runner, done: AbortSignal): Promise<Abandonment> {
  return new Promise((resolve) => {
    const report = (): void => {
      const { cancellationDetails: details } = activity;
      const isFinal = details?.cancelRequested === true || details?.notFound === true;
      resolve({ cause: 'cancelled', reason: new CancelledFailure('The snapshot was cancelled'), isFinal });
    };
    if (activity.cancellationSignal.aborted) report();
    activity.cancellationSignal.addEventListener('abort', report, { once: true, signal: done });
  });
}

/**
 * Resolves when the commit must be given up for lost. An engine that has made the image and does not thaw the
 * container is helped.
 */
async function watch(runner: Runner, order: CommitOrder, done: AbortSignal): Promise<Abandonment> {
  const longest = LONGEST_COMMIT_MS + order.bytes / SLOWEST_BYTES_PER_MS;
  const giveUp = (what: string): Abandonment => ({
    cause: 'hung',
    reason: failure('snapshot_failed', `The snapshot was given up: Docker ${what}.`),
    isFinal: true,
  });
  let timesMade = 0;
  let wasFrozen = !order.freeze;
  for (let elapsed = WATCH_EVERY_MS; elapsed < longest; elapsed += WATCH_EVERY_MS) {
    await pass(WATCH_EVERY_MS, done);
    if (done.aborted) break;
    timesMade += (await orFalse(order.isMade())) ? 1 : 0;
    if (order.freeze && timesMade > 1) await orFalse(unwedge(runner, order.id));
    wasFrozen ||= timesMade > 0 || (await orFalse(isFrozen(runner, order.id)));
    if (!wasFrozen && elapsed >= FREEZE_WITHIN_MS) return giveUp('could not freeze the VPS');
  }
  return giveUp(`did not finish within ${Math.round(longest / 60_000)} minutes`);
}

async function isFrozen({ docker }: Runner, id: string): Promise<boolean> {
  const container = await docker.containers.inspect(id, { timeoutMs: WATCH_EVERY_MS });
  return container?.State.Status === 'paused';
}

/** Waits for a commit that nobody wants any more, and removes what it made. */
async function discard({ docker, log }: Runner, commit: Promise<string>, settleMs: number): Promise<void> {
  const settled = new AbortController();
  try {
    const imageId = await Promise.race([commit, pass(settleMs, settled.signal)]);
    if (typeof imageId === 'string') await docker.images.remove(imageId);
  } catch (error) {
    log.info({ error: String(error) }, 'the commit that was given up has failed');
  } finally {
    settled.abort();
  }
}

/** The watch goes on when the engine does not answer it. */
async function orFalse(question: Promise<boolean>): Promise<boolean> {
  return question.catch(() => false);
}

/** Unlike an activity's own sleep, this goes on when the activity is cancelled. */
async function pass(ms: number, stop: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal: stop, ref: false }).catch(() => undefined);
}
