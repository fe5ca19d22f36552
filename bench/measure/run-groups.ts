import type { BenchContext, Group } from './group';
import type { GroupResult } from './results';

/**
 * Measures one group after the other. One that fails does not keep the others from being measured.
 *
 * @throws whatever the context's signal was aborted with
 */
export async function measureGroups(
  groups: readonly Group[],
  context: BenchContext,
): Promise<{ groups: GroupResult[]; failures: string[] }> {
  const results: GroupResult[] = [];
  const failures: string[] = [];
  for (const group of groups) {
    context.signal.throwIfAborted();
    context.say(`${group.title} (${group.name})`);
    try {
      results.push(await measureGroup(group, context));
    } catch (error) {
      context.signal.throwIfAborted();
      failures.push(group.name);
      context.say(`${group.name} failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  return { groups: results, failures };
}

async function measureGroup(group: Group, context: BenchContext): Promise<GroupResult> {
  const { name, title } = group;
  const taken_at = new Date().toISOString();
  const startedAt = performance.now();
  const { measures, targets = [], charts = [], notes = [] } = await group.run(context);
  const seconds = (performance.now() - startedAt) / 1000;
  context.say(`  ${seconds.toFixed(0)} s`);
  return { name, title, taken_at, seconds, measures, targets, charts, notes };
}
