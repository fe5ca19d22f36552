import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SRC = join(__dirname, '..', '..', '..', 'src');

/** What the bundle of the workflows is made of; the folders have no others in them. */
const sources = ['workflows', 'domain'].flatMap((folder) =>
  readdirSync(join(SRC, folder)).map((name) => ({
    name: `${folder}/${name}`,
    text: readFileSync(join(SRC, folder, name), 'utf8'),
  })),
);

/** A line that begins at the left margin is a module's own. */
const HOLDS_STATE = [
  /^(export )?(let|var) .*/gm,
  /^(export )?const \w+(: [^=]+)? = new (Weak)?(Map|Set)\b.*/gm,
  /^(export )?const \w+(: [^=]+)? = (\[\]|\{\});?$/gm,
];

describe('the modules that all workflows of a worker share', () => {
  it('hold nothing that one of them could change', () => {
    expect(sources.length).toBeGreaterThan(50);
    const held = sources.flatMap(({ name, text }) =>
      HOLDS_STATE.flatMap((pattern) => text.match(pattern) ?? []).map((line) => `${name}: ${line}`),
    );
    expect(held).toEqual([]);
  });

  it('would be found out if they did', () => {
    const stateful = ['let count = 0;', 'export const seen = new Set<string>();', 'const cache: Cache = {};'];
    for (const line of stateful) expect(HOLDS_STATE.some((pattern) => line.match(pattern))).toBe(true);
  });
});
