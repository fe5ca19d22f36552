import { viewRunners } from '../views/runner-view';
import type { Emit } from './fleet-watch';
import type { LiveDeps } from './live-hub';

/** Whether runners are alive is asked this often; the rest of them, which costs each of them a step, less so. */
const SIGHT_EVERY_MS = 2000;
const VIEW_EVERY_MS = 15_000;

/** What was last seen of the runners. */
export class FleetRunners {
  private readonly known = new Map<string, string>();
  private sighted = { at: 0, living: '' };
  private viewedAt = 0;

  constructor(
    private readonly deps: LiveDeps,
    private readonly emit: Emit,
  ) {}

  async look(): Promise<void> {
    const now = Date.now();
    if (now - this.sighted.at < SIGHT_EVERY_MS) return;
    const sightings = await this.deps.runners.sightings();
    const living = JSON.stringify(sightings.map(({ name, alive }) => `${name} ${alive}`).toSorted());
    const hasChanged = living !== this.sighted.living;
    this.sighted = { at: now, living };
    if (!hasChanged && now - this.viewedAt < VIEW_EVERY_MS) return;
    this.viewedAt = now;
    for (const runner of await viewRunners(this.deps.runners)) {
      // Of one that is silent, how long is news; of one that lives, when it last said so is not.
      const { last_seen: _seen, silent_seconds: _silent, ...rest } = runner;
      const print = JSON.stringify(runner.alive ? rest : runner);
      if (this.known.get(runner.name) === print) continue;
      this.known.set(runner.name, print);
      this.emit('runner', `runner:${runner.name}`, () => runner);
    }
  }
}
