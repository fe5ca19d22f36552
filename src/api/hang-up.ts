import type { Response } from 'express';

/** Aborted when the caller goes away before there is an answer: nobody waits any more. */
export function hangUpSignal(res: Response): AbortSignal {
  const controller = new AbortController();
  res.once('close', () => controller.abort());
  return controller.signal;
}
