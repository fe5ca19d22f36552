import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Extent, Group } from './measure/group';
import { GROUPS } from './measure/groups';

const USAGE = `npm run bench [-- --only GROUP,...] [--quick | --growth] [--runs N] [--json FILE] [--store]

Measures what Holdfast does next to the same done by Docker calls alone, on a service, an engine and a data
directory of its own.

  --only A,B   these groups alone
  --quick      one or a few runs of everything, to see that it works; the figures mean little
  --growth     thousands of records and operations, a hundred snapshots and layers, 10 GB: hours
  --runs N     how often each change is timed (default 10, quick 2)
  --json FILE  where the figures go as JSON (default .holdfast/bench.json)
  --store      renew docs/performance.md, its pictures and the run that later ones are compared with

Groups:
${GROUPS.map(({ name, title, long }) => `  ${name.padEnd(17)}${title}${long ? ' (--growth)' : ''}`).join('\n')}
`;

export interface BenchOptions {
  groups: readonly Group[];
  extent: Extent;
  runs: number;
  json: string;
  store: boolean;
}

/** Undefined when help was asked for, which is then written. @throws Error that says what is wrong with them */
export function readOptions(write: (text: string) => void): BenchOptions | undefined {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      growth: { type: 'boolean', default: false },
      runs: { type: 'string' },
      json: { type: 'string', default: '.holdfast/bench.json' },
      store: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    write(USAGE);
    return undefined;
  }
  const { quick, growth, store } = values;
  if (quick && growth) throw new Error('--quick and --growth exclude each other.');
  const runs = Number(values.runs ?? (quick ? 2 : 10));
  if (!Number.isInteger(runs) || runs < 1 || runs > 1000)
    throw new Error('--runs takes a whole number from 1 to 1000.');
  return {
    groups: chooseGroups(values.only, growth),
    extent: { quick, growth },
    runs,
    json: resolve(values.json),
    store,
  };
}

function chooseGroups(only: string | undefined, growth: boolean): Group[] {
  if (only === undefined) return GROUPS.filter(({ long }) => growth || long !== true);
  const names = new Set(only.split(','));
  const known = GROUPS.filter(({ name }) => names.delete(name));
  if (names.size > 0)
    throw new Error(
      `There is no group ${[...names].join(', ')}; there are ${GROUPS.map(({ name }) => name).join(', ')}.`,
    );
  return known;
}
