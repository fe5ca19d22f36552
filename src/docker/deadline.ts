import { timeoutSignal } from '../abort/timeout-signal';

/**
 * A signal that aborts a call which the engine leaves unanswered, or when `signal` aborts. The engine may still do
 * what it was asked.
 */
export function within(ms: number, signal?: AbortSignal): AbortSignal {
  const deadline = timeoutSignal(ms);
  return signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
