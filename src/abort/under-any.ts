/**
 * Runs something under a signal that aborts as soon as one of the sources does, or after `ms` milliseconds, with a
 * `TimeoutError`. What it was lent is let go of when it is over, however that comes.
 *
 * In place of `AbortSignal.any` for what hands its signal on to somebody who never takes the listeners off it, as
 * Temporal's client: Node 20 keeps such a signal for ever, also an aborted one, and with the stack of its reason the request
 * and the answer of whoever waited (43 kB each, measured over 5,000).
 */
export async function underAny<T>(
  sources: readonly AbortSignal[],
  run: (signal: AbortSignal) => Promise<T>,
  ms?: number,
): Promise<T> {
  const over = new AbortController();
  const links = sources.map((source) => {
    const abort = (): void => over.abort(source.reason);
    if (source.aborted) abort();
    else source.addEventListener('abort', abort, { once: true });
    return () => source.removeEventListener('abort', abort);
  });
  const giveUp = (): void => over.abort(new DOMException(`Not within ${ms} ms`, 'TimeoutError'));
  const timer = ms === undefined ? undefined : setTimeout(giveUp, ms).unref();
  try {
    return await run(over.signal);
  } finally {
    clearTimeout(timer);
    for (const unlink of links) unlink();
  }
}
