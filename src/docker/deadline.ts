import { timeoutSignal } from '../abort/timeout-signal';

/**
 * A signal that aborts a call which the engine leaves unanswered, or when `signal` aborts. The engine may still do
 * what it was asked.
 */
export function within(ms: number, signal?: AbortSignal): AbortSignal {
  // Alone, a timeout is kept by whoever listens to it and goes with the call; as one of several nothing would keep it.
  return signal === undefined ? AbortSignal.timeout(ms) : AbortSignal.any([timeoutSignal(ms), signal]);
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
