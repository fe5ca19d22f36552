import { mkdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { FaultApi } from './support/fault-api';
import { type FaultStack, startFaultStack } from './support/fault-stack';
import { checkInvariants } from './support/invariants';
import {
  brokenSnapshots,
  bytesOf,
  type Day,
  daysOfFlattening,
  liveThrough,
  medianOf,
  peaks,
} from './support/life';
import { Random } from './support/random';
import { creation, newSubject } from './support/slot';

const DIST = join(__dirname, '..', '..', 'dist');
const RESULTS = process.env['LIFE_RESULTS'] || join(DIST, 'long-life.json');
/** Within `npm test` a short life with a low limit of layers; `npm run test:faults` goes on for long with the usual one. */
const SHORT = { restarts: 10, flattenLayers: 4 };
const restarts = Number(process.env['LIFE_RESTARTS'] || SHORT.restarts);
const isShort = restarts <= SHORT.restarts;
const flattenLayers = Number(process.env['LIFE_FLATTEN_LAYERS'] || (isShort ? SHORT.flattenLayers : 100));
const MEASURE_EVERY = isShort ? 1 : 5;
const MS_PER_RESTART = 15_000;
const SETUP_MS = 300_000;

let stack: FaultStack;

beforeAll(async () => {
  mkdirSync(DIST, { recursive: true });
  const settings = { HOLDFAST_FLATTEN_LAYERS: String(flattenLayers) };
  stack = await startFaultStack(join(DIST, 'long-life.log'), { settings });
}, SETUP_MS);
afterAll(async () => stack.stop(), SETUP_MS);

test(
  `a VPS that is restarted ${restarts} times in a row stays whole, quick and small`,
  async () => {
    const api = new FaultApi(stack.apiUrl);
    const random = new Random(1);
    const taskId = 'long-life';
    const created = await api.perform(
      { method: 'POST', path: '/api/vps/create', body: creation(taskId, stack) },
      `${taskId}-create`,
    );
    expect(created).toMatchObject({ status: 'succeeded' });
    const subject = await newSubject(taskId, stack);
    const before = await bytesOf(stack);

    const days: Day[] = [];
    for (let number = 1; number <= restarts; number++) {
      const measure = number % MEASURE_EVERY === 0;
      days.push(await liveThrough(number, subject, { stack, api, random, measure }));
      if (number % 10 === 0) say(`restart ${number}: ${JSON.stringify(days.at(-1))}`);
    }
    report(days, before);

    const expected = { state: 'running', files: subject.files, head: null } as const;
    const { violations } = await checkInvariants({ stack, api }, subject, expected, subject.files);
    expect(violations).toEqual([]);
    expect(await brokenSnapshots(stack, subject)).toEqual([]);
    expect(Math.max(...days.map(({ layers }) => layers))).toBeLessThanOrEqual(flattenLayers);
    expect(daysOfFlattening(days).length).toBeGreaterThanOrEqual(Math.floor(restarts / flattenLayers));
    // Of what it stands on, and of the older snapshots that its policy keeps.
    expect(Math.max(...days.map(({ layersKept }) => layersKept))).toBeLessThanOrEqual(2 * flattenLayers + 2);
    // What a busy machine makes of it varies; what grows with the count would be far beyond.
    expect(medianOf(days.slice(-10), ({ createMs }) => createMs)).toBeLessThan(
      4 * medianOf(days.slice(0, 10), ({ createMs }) => createMs) + 500,
    );
  },
  SETUP_MS + restarts * MS_PER_RESTART,
);

function report(days: readonly Day[], bytesBefore: number): void {
  writeFileSync(RESULTS, JSON.stringify({ flattenLayers, bytesBefore, days }, null, 1));
  const line = (name: string, some: readonly Day[]): string => {
    const create = medianOf(some, ({ createMs }) => createMs);
    const restart = medianOf(some, ({ restartMs }) => restartMs);
    const worst = Math.max(...some.map(({ restartMs }) => restartMs));
    return `${name}: create ${create} ms, restart ${restart} ms, longest ${worst} ms`;
  };
  say(line('the first ten', days.slice(0, 10)));
  say(line('the last ten', days.slice(-10)));
  say(line('all', days));
  for (const day of daysOfFlattening(days)) say(`flattened at restart ${day.number}: ${day.restartMs} ms`);
  say(`at most ${Math.max(...days.map(({ layersKept }) => layersKept))} layers kept`);
  say(`bytes: ${bytesBefore} before, at most ${peaks(days).join(', ')} between flattenings`);
}

/** At once, unlike jest's own console. */
function say(text: string): void {
  writeSync(2, `${text}\n`);
}
