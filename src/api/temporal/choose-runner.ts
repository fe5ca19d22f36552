import { Problem } from '../problems';
import { type RunnerDirectory, saySilence } from './runners';

/**
 * The runner for a new VPS: the one that is named, even while it is silent, since the operation waits for it; else
 * the living one with the fewest VPSs.
 *
 * @throws Problem `runner_unknown`, `no_runner`
 */
export async function chooseRunner(directory: RunnerDirectory, named: string | undefined): Promise<string> {
  if (named !== undefined && (await directory.sighting(named)) !== undefined) return named;
  const fleet = await directory.fleet();
  if (named !== undefined) {
    if (fleet.some(({ name }) => name === named)) return named;
    const known = fleet.map(({ name }) => name).join(', ') || 'none';
    throw new Problem('runner_unknown', `There is no runner ${named}. Known: ${known}.`);
  }
  const [emptiest] = fleet
    .filter(({ alive }) => alive)
    .sort((a, b) => a.vps_count - b.vps_count || (a.name < b.name ? -1 : 1));
  if (emptiest !== undefined) return emptiest.name;
  const silent = fleet.map((runner) => `${runner.name} is ${saySilence(runner)}`).join(', ');
  throw new Problem(
    'no_runner',
    silent === '' ? 'No runner has ever been heard of.' : `All runners are silent: ${silent}.`,
  );
}
