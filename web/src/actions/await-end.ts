import { ApiError } from '../api/client';
import { readOperation } from '../api/queries';
import type { Operation } from '../api/types';
import { connection } from '../live/connection';
import { onOperation } from '../live/stream';

const POLL_MS = 600;
const SAFETY_POLL_MS = 4000;

/**
 * Waits for the end of an operation: woken by the stream of events, and by asking again in case there is none.
 * An API that is away for a while is waited for; an operation that nobody knows any more is an error.
 */
export async function awaitEnd(id: string, onProgress: (operation: Operation) => void): Promise<Operation> {
  for (;;) {
    // Before the question, so that an end between it and the answer is not missed.
    const change = nextChange(id, connection() === 'live' ? SAFETY_POLL_MS : POLL_MS);
    const operation = await readUnlessAway(id);
    if (operation !== undefined) {
      if (operation.ended_at !== null) return operation;
      onProgress(operation);
    }
    await change;
  }
}

async function readUnlessAway(id: string): Promise<Operation | undefined> {
  try {
    return await readOperation(id);
  } catch (error) {
    const isAway = error instanceof ApiError && (error.status === 0 || error.status >= 500);
    if (isAway) return undefined;
    throw error;
  }
}

function nextChange(id: string, patienceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = onOperation((operation) => {
      if (operation.id === id) finish();
    });
    const timer = setTimeout(finish, patienceMs);
    function finish(): void {
      stop();
      clearTimeout(timer);
      resolve();
    }
  });
}
