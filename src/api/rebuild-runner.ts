import { type FoundVps, rebuildRecord } from '../domain/rebuild';
import type { AppDeps } from './app-deps';
import { Problem, shorten } from './problems';
import { readInventory } from './temporal/read-inventory';
import { saySilence } from './temporal/runners';
import { startRebuiltVps } from './temporal/submit';

/** What became of each VPS that a runner has, by task_id. */
export interface RebuildAnswer {
  message: string;
  runner: string;
  /** There is a record of it again. */
  rebuilt: string[];
  /** There was one all the time. */
  existing: string[];
  /** It was deleted and its snapshots were kept: Temporal remembers, and it stays deleted. */
  deleted: string[];
  failed: { task_id: string; reason: string }[];
}

const UNREADABLE =
  'Its container is gone, and no snapshot has a readable holdfast.spec label: its configuration is not known.';
const AT_ONCE = 8;

/**
 * Makes the record of every VPS on a runner again, where there is none: for the day on which Temporal's database is
 * gone. Nothing on the runner changes, and what has a record keeps it; so it may be repeated at will.
 *
 * @throws Problem `runner_unknown`, `no_runner`, `docker_failed`
 */
export async function rebuildRunner(deps: AppDeps, runner: string, actor: string): Promise<RebuildAnswer> {
  await requireLivingRunner(deps, runner);
  const answer: RebuildAnswer = { message: '', runner, rebuilt: [], existing: [], deleted: [], failed: [] };
  for await (const page of readInventory(deps, runner)) {
    answer.failed.push(...page.failed);
    for (let first = 0; first < page.vpss.length; first += AT_ONCE) {
      const group = page.vpss.slice(first, first + AT_ONCE);
      await Promise.all(group.map((found) => rebuild(deps, found, answer, actor)));
    }
  }
  for (const list of [answer.rebuilt, answer.existing, answer.deleted]) list.sort();
  answer.message = `${answer.rebuilt.length} VPS(s) rebuilt`;
  deps.log.info({ ...answer, actor }, 'rebuilt the records of a runner');
  return answer;
}

async function requireLivingRunner({ runners }: AppDeps, name: string): Promise<void> {
  const sighting = await runners.sighting(name);
  if (sighting === undefined) {
    const known = (await runners.sightings()).map((runner) => runner.name).join(', ') || 'none';
    throw new Problem('runner_unknown', `There is no runner ${shorten(name)}. Known: ${known}.`);
  }
  if (!sighting.alive) throw new Problem('no_runner', `Runner ${name} is ${saySilence(sighting)}.`);
}

async function rebuild(deps: AppDeps, found: FoundVps, answer: RebuildAnswer, actor: string): Promise<void> {
  const { task_id } = found;
  const record = rebuildRecord(found, { runner: answer.runner, actor, at: new Date().toISOString() });
  if (record === null) {
    answer.failed.push({ task_id, reason: UNREADABLE });
    return;
  }
  const outcome = await startRebuiltVps(deps, record, actor);
  answer[outcome === 'started' ? 'rebuilt' : outcome].push(task_id);
}
