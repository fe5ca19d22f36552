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
  // Shrinking would live the lives of hundreds of real VPSs.
  const options = { seed: ownSeed, numRuns: 1, endOnFailure: true, unbiased: true };
  const failure = await failureOf(() => fc.assert(life, options));
  const failureAtEnd = await failureOf(() => fleet.end());
  const first = failure ?? failureAtEnd;
  if (first !== undefined) {
    const cause = first.cause instanceof Error ? first.cause : first;
    // What a life that went wrong has left behind follows from that, as a rule.
    const atEnd =
      failure === undefined || failureAtEnd === undefined ? [] : [`Then: ${failureAtEnd.message}`];
    const lines = [String(cause), ...atEnd, '', `Run it again: ${again}`, 'What was done:', ...log];
    throw new Error(lines.join('\n'), { cause });
  }
  return log.length;
}

async function failureOf(work: () => Promise<void>): Promise<Error | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** At once, unlike jest's own console. */
function say(text: string): void {
  writeSync(2, `${text}\n`);
}
