import { mkdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Campaign } from './support/campaign';
import { startFaultStack, TARGETS } from './support/fault-stack';
import { Random } from './support/random';
import { failures, tableOf } from './support/results';

const DIST = join(__dirname, '..', '..', 'dist');
const RESULTS = process.env['FAULT_RESULTS'] || join(DIST, 'fault-results.json');
/** Within `npm test` a taste of it; `npm run test:faults` runs the whole. */
const SMOKE = { rounds: 2, slots: 2, minutes: 1 };
const rounds = Number(process.env['FAULT_ROUNDS'] || SMOKE.rounds);
const isSmoke = rounds <= SMOKE.rounds;
const slots = Number(process.env['FAULT_SLOTS'] || (isSmoke ? SMOKE.slots : 3));
const seed = Number(process.env['FAULT_SEED'] || Date.now() % 1_000_000);
const targets = TARGETS.filter((name) => (process.env['FAULT_TARGETS'] || name).split(',').includes(name));
const minutes = Number(process.env['FAULT_MINUTES'] || (isSmoke ? SMOKE.minutes : rounds * 3));
/** For a start of the stack, and for a last round on a machine that has much else to do. */
const BEYOND_MS = 15 * 60_000;

test(
  `no VPS is lost when a process is killed at any moment (${rounds} rounds, FAULT_SEED=${seed})`,
  async () => {
    say(`FAULT_SEED=${seed} FAULT_ROUNDS=${rounds} FAULT_SLOTS=${slots}`);
    mkdirSync(DIST, { recursive: true });
    const stack = await startFaultStack(join(DIST, 'fault-stack.log'));
    const until = Date.now() + minutes * 60_000;
    const campaign = new Campaign(stack, new Random(seed), { rounds, slots, targets, until, report: say });
    try {
      await campaign.run();
    } finally {
      const { observations } = campaign;
      say(tableOf(observations));
      writeFileSync(RESULTS, JSON.stringify({ seed, rounds, slots, observations }, null, 1));
      await stack.stop();
    }
    expect(failures(campaign.observations)).toEqual([]);
  },
  minutes * 60_000 + BEYOND_MS,
);

/** At once, unlike jest's own console. */
function say(text: string): void {
  writeSync(2, `${text}\n`);
}
