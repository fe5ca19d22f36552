import { Turns } from './turns';

const turns = new Turns();

/**
 * Freezing a container, and starting something in it beside its own processes, take turns: an exec that comes just as
 * its container is frozen can make the engine lose hold of both, see `unwedge` in `thaw.ts`. What others than this
 * process do to the container is not covered.
 *
 * @param containerId the full id
 */
export async function freezing<T>(containerId: string, work: () => Promise<T>): Promise<T> {
  return turns.take(containerId, work);
}

/** See {@link freezing}. The work must be short: a snapshot of the VPS waits for it. */
export async function entering<T>(containerId: string, work: () => Promise<T>): Promise<T> {
  return turns.take(containerId, work);
}
