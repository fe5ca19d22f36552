import { randomInt } from 'node:crypto';
import { writeSync } from 'node:fs';
import fc from 'fast-check';
import { useLab } from '../integration/support/lab';
import { commandsOf } from './support/arbitraries';
import { TestFleet } from './support/test-fleet';

/** Within `npm test` a taste of it; a long run is asked for, and one that failed is run again by its seed. */
const TASTE = { runs: 10, commands: 40, seconds: 60 };
const runs = Number(process.env['MODEL_RUNS'] || TASTE.runs);
const isTaste = !process.env['MODEL_RUNS'];
const commands = Number(process.env['MODEL_COMMANDS'] || TASTE.commands);
const seconds = Number(process.env['MODEL_SECONDS'] || (isTaste ? TASTE.seconds : runs * 300));
/** In `npm test` always the same lives; a long run (`MODEL_RUNS`) chooses others each time. */
const USUAL_SEED = 1010;
const isLong = (process.env['MODEL_RUNS'] ?? '') !== '';
const seed = Number(process.env['MODEL_SEED'] || (isLong ? randomInt(1_000_000) : USUAL_SEED));
/** For the last command, and for what is compared and removed after it. */
const BEYOND_MS = 5 * 60_000;

const lab = useLab();

test(
  `VPSs stay what a simple model says, whatever is done to them (${runs} runs, MODEL_SEED=${seed})`,
  async () => {
    const until = Date.now() + seconds * 1000;
    let done = 0;
    // Each run has a seed of its own, so that one that fails can be run again alone.
    for (let run = 0; run < runs && Date.now() < until; run++) done += await runOnce(seed + run, until);
    say(`${done} commands`);
    expect(done).toBeGreaterThan(0);
  },
  seconds * 1000 + BEYOND_MS,
);

/** @returns the number of commands that were done */
async function runOnce(ownSeed: number, until: number): Promise<number> {
  const again = `MODEL_SEED=${ownSeed} MODEL_RUNS=1 MODEL_COMMANDS=${commands} MODEL_SECONDS=${seconds}`;
  say(again);
  const log: string[] = [];
  const fleet = new TestFleet(lab);
  const report = (line: string) => {
    log.push(line);
    say(`${log.length}. ${line}`);
  };
  const life = fc.asyncProperty(commandsOf(fleet.steps(), commands), async (list) => {
    await fleet.begin();
    await fc.asyncModelRun(() => ({ model: fleet.models, real: { real: fleet.real, until, report } }), list);
    await fleet.expectAllIsWell();
  });
  try {
    // Shrinking would live the lives of hundreds of real VPSs.
    await fc.assert(life, { seed: ownSeed, numRuns: 1, endOnFailure: true, unbiased: true });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new Error([`${String(cause)}`, '', `Run it again: ${again}`, 'What was done:', ...log].join('\n'), {
      cause,
    });
  } finally {
    await fleet.end();
  }
  return log.length;
}

/** At once, unlike jest's own console. */
function say(text: string): void {
  writeSync(2, `${text}\n`);
}
