import type { AsyncCommand } from 'fast-check';
import type { RealVps } from './real-vps';
import type { Step } from './steps';
import type { VpsModel } from './vps-model';

export type Fleet = readonly VpsModel[];

export interface World {
  real: readonly RealVps[];
  /** No command is begun after that. */
  until: number;
  /** What was done, and how it went. */
  report: (line: string) => void;
}

type Command = AsyncCommand<Fleet & object, World>;

/** A step on one VPS. */
export class OnOne implements Command {
  constructor(
    private readonly index: number,
    private readonly step: Step,
  ) {}

  check(fleet: Fleet): boolean {
    const model = fleet[this.index];
    return model !== undefined && this.step.isPossible(model);
  }

  async run(fleet: Fleet, world: World): Promise<void> {
    if (Date.now() < world.until) await perform(this.step, this.index, fleet, world);
  }

  toString(): string {
    return `${this.index}: ${this.step.name}`;
  }
}

/** A step on each VPS, all at the same time. */
export class OnEach implements Command {
  constructor(private readonly steps: readonly Step[]) {}

  check(fleet: Fleet): boolean {
    return this.steps.some((step, index) => fleet[index] !== undefined && step.isPossible(fleet[index]));
  }

  async run(fleet: Fleet, world: World): Promise<void> {
    if (Date.now() >= world.until) return;
    // Each comes to its end, so that the failure of one leaves nothing under way.
    const ends = await Promise.allSettled(
      this.steps.map(async (step, index) => {
        if (fleet[index]?.exists !== undefined && step.isPossible(fleet[index]))
          await perform(step, index, fleet, world);
      }),
    );
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  toString(): string {
    return `at the same time, ${this.steps.map(({ name }, index) => `${index}: ${name}`).join('; ')}`;
  }
}

async function perform(step: Step, index: number, fleet: Fleet, { real, report }: World): Promise<void> {
  const [model, vps] = [fleet[index], real[index]];
  if (model === undefined || vps === undefined) throw new Error(`there is no VPS ${index}`);
  const before = describe(model);
  const since = Date.now();
  const line = (what: string) =>
    `vps ${index} (${before}): ${step.name} -> ${what}, ${Date.now() - since} ms`;
  try {
    await step.run(model, vps);
    report(line(describe(model)));
  } catch (error) {
    report(line('WRONG'));
    throw new Error(`vps ${index} (${before}), after ${step.name}: ${String(error)}`, { cause: error });
  }
}

function describe({ exists, status, snapshots, files }: VpsModel): string {
  return `${exists ? status : 'no VPS'}, ${files.size} files, ${snapshots.length} snapshots`;
}
