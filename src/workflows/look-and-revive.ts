import { condition, log, uuid4 } from '@temporalio/workflow';
import type { Survey } from '../domain/changes';
import { WORDING } from '../domain/phase';
import { stepsOf } from './runner-steps';
import type { VpsEntity } from './vps-entity';

/**
 * Looks at the VPS after something happened to it without an operation, and starts it again if it should run and does
 * not. What a person asks for meanwhile comes first.
 */
export async function lookAndRevive(entity: VpsEntity): Promise<void> {
  entity.saw(await survey(entity), now());
  const { revival } = entity;
  if (revival.type === 'give_up') entity.giveUp(now());
  if (revival.type !== 'start') return;
  const isOvertaken =
    revival.pause_seconds > 0 && (await condition(() => entity.hasWork, `${revival.pause_seconds} seconds`));
  if (!isOvertaken) entity.startAgain(`h${uuid4().replaceAll('-', '').slice(0, 15)}`, now());
}

async function survey(entity: VpsEntity): Promise<Survey | null> {
  const { runner, task_id, container } = entity.currentRecord();
  try {
    return await stepsOf(runner)('survey', WORDING.survey, {
      task_id,
      container_id: container?.id ?? null,
    });
  } catch (error) {
    log.error('The runner could not be asked', { error: String(error) });
    return null;
  }
}

function now(): string {
  return new Date().toISOString();
}
