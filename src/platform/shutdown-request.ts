/** Signals this close together are one request: a terminal, npm and our own launcher each pass a Ctrl-C on. */
const ONE_REQUEST_MS = 700;

/**
 * Calls `onRequest` once when this process is asked to end: by SIGTERM, by Ctrl-C, by the end of its terminal, or by
 * the death of the parent that holds the other end of its channel. A later request calls `onRepeated`.
 */
export function onShutdownRequest(
  onRequest: (why: string) => void,
  onRepeated: () => void = () => undefined,
): void {
  let askedAt: number | undefined;
  const ask = (why: string): void => {
    if (askedAt === undefined) {
      askedAt = performance.now();
      onRequest(why);
    } else if (performance.now() - askedAt > ONE_REQUEST_MS) {
      onRepeated();
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => ask(signal));
  if (process.channel !== undefined) {
    process.once('disconnect', () => ask('its parent has ended'));
    // The channel alone is no reason to keep running.
    process.channel.unref();
  }
}

/** Tells the parent process, if there is one that listens, that this process is ready, with what it wants to know. */
export function reportReady(info: unknown = true): void {
  process.send?.({ ready: info });
}
