import { randomUUID } from 'node:crypto';
import { runnerTaskQueue } from '../../domain/names';
import type { VpsRecord } from '../../domain/vps';
import type { ApiDeps } from '../deps';
import { quickly } from './quickly';

/** A runner that is away for longer compares everything when it is back. */
const PATIENCE = '10 minutes';

/**
 * Tells a VPS's runner that what its labels cannot hold has changed. Nobody waits for it, and it fails no request: the
 * runner finds out by itself in a few minutes.
 */
export async function keepNotes(
  deps: Pick<ApiDeps, 'client' | 'namespace' | 'closing' | 'log'>,
  { task_id, runner }: Pick<VpsRecord, 'task_id' | 'runner'>,
): Promise<void> {
  try {
    await quickly(deps, () =>
      deps.client.activity.start('keepNotes', {
        id: `keep-notes:${task_id}:${randomUUID()}`,
        taskQueue: runnerTaskQueue(runner),
        args: [{ task_id }],
        scheduleToCloseTimeout: PATIENCE,
        startToCloseTimeout: '1 minute',
        summary: `Write down the policy and the pins of ${task_id}`,
      }),
    );
  } catch (error) {
    deps.log.warn({ task_id, err: error }, 'the runner could not be told to keep its notes');
  }
}
