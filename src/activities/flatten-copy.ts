import { pipeline } from 'node:stream/promises';
import { underAny } from '../abort/under-any';
import type { EngineConnection } from '../docker/engine';
import { EngineAnswerError, EngineUnreachableError } from '../docker/errors';
import type { LabelMap } from '../docker/labels';
import { TarDigest, type TreeSummary } from '../docker/tar-digest';

/** An engine through which nothing has come for so long is given up. */
const STALL_MS = 15 * 60_000;
const LOOK_EVERY_MS = 1_000;

/**
 * What the engine puts into every container anew, under whatever the image has there:
 * https://github.com/moby/moby/blob/v20.10.24/daemon/initlayer/setup_unix.go
 */
const OF_THE_ENGINE = new Set([
  '.dockerenv',
  'dev/console',
  'dev/pts',
  'dev/shm',
  'etc/hostname',
  'etc/hosts',
  'etc/mtab',
  'etc/resolv.conf',
  'proc',
  'sys',
]);
/** Where it does that, and with it sets their times. */
const TOUCHED_BY_THE_ENGINE = new Set(['', 'dev', 'etc']);

/** Who waits for a copy. */
export interface CopyWatch {
  cancelled: AbortSignal;
  /** Is told every second how many bytes of files have come through. */
  report: (bytes: number) => void;
}

/**
 * Makes an image of a container's filesystem, which flows through here in small pieces.
 *
 * @param marks labels of the image
 */
export async function copyTree(
  { containers, images }: EngineConnection,
  containerId: string,
  marks: LabelMap,
  watch: CopyWatch,
): Promise<{ imageId: string; summary: TreeSummary }> {
  return whileMoving(watch, async (digest, signal, giveUp) => {
    const source = await containers.export(containerId, signal);
    const [flow, made] = await Promise.allSettled([
      pipeline(source, digest, { signal }).catch(giveUp),
      images.importArchive(digest, marks, signal).catch(giveUp),
    ]);
    if (flow.status === 'fulfilled' && made.status === 'fulfilled') {
      return { imageId: made.value, summary: digest.summary() };
    }
    throw whatFailed(flow, made);
  });
}

/** Reads a container's filesystem and keeps nothing of it. */
export async function sumUpTree(
  { containers }: EngineConnection,
  containerId: string,
  watch: CopyWatch,
): Promise<TreeSummary> {
  return whileMoving(watch, async (digest, signal) => {
    const source = await containers.export(containerId, signal);
    digest.resume();
    await pipeline(source, digest, { signal });
    return digest.summary();
  });
}

export function sameTree(a: TreeSummary, b: TreeSummary): boolean {
  return a.entries === b.entries && a.bytes === b.bytes && a.sum === b.sum;
}

/** Ends it when it is cancelled, when a part of it gives up, and when nothing moves any more. */
async function whileMoving<T>(
  { cancelled, report }: CopyWatch,
  move: (digest: TarDigest, signal: AbortSignal, giveUp: (reason: unknown) => never) => Promise<T>,
): Promise<T> {
  const digest = new TarDigest({ ignored: OF_THE_ENGINE, timeless: TOUCHED_BY_THE_ENGINE });
  const stop = new AbortController();
  let isStalled = false;
  const watch = setInterval(() => {
    report(digest.bytesRead);
    isStalled = performance.now() - digest.movedAt > STALL_MS;
    if (isStalled) stop.abort();
  }, LOOK_EVERY_MS);
  const giveUp = (reason: unknown): never => {
    stop.abort();
    throw reason;
  };
  try {
    return await underAny([cancelled, stop.signal], (signal) => move(digest, signal, giveUp));
  } catch (error) {
    if (isStalled || cancelled.aborted) {
      throw new EngineUnreachableError('The engine let no more of the snapshot through', true);
    }
    throw error;
  } finally {
    clearInterval(watch);
    digest.destroy();
  }
}

/** When one side fails the other does too; the engine's own words say more than a broken stream. */
function whatFailed(...sides: PromiseSettledResult<unknown>[]): unknown {
  const reasons = sides.flatMap((side) => (side.status === 'rejected' ? [side.reason as unknown] : []));
  return (
    reasons.find((reason) => reason instanceof EngineAnswerError) ??
    reasons.find((reason) => !isAbort(reason)) ??
    reasons[0]
  );
}

function isAbort(reason: unknown): boolean {
  return (
    reason instanceof Error && (reason.name === 'AbortError' || reason instanceof EngineUnreachableError)
  );
}
