import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEAN_MALLOC, LEAN_NODE_ARGUMENTS } from '../../../src/platform/lean-process';

const read = (file: string): string => readFileSync(join(__dirname, '..', '..', '..', file), 'utf8');

/** Commands that start a program of ours: those of the Dockerfile are JSON, those of the compose file YAML. */
const commandsIn = (file: string): string[][] =>
  [...read(file).matchAll(/\[("?node\b[^\]]*dist\/(?:server|worker)\.js"?)\]/g)].map(([, words = '']) =>
    words.split(',').map((word) => word.trim().replaceAll('"', '')),
  );

describe('the image and the compose file keep the processes as small as npm start does', () => {
  it.each([
    ['Dockerfile', 1],
    ['docker-compose.yml', 3],
  ])('by the arguments in %s', (file, count) => {
    const commands = commandsIn(file);
    expect(commands).toHaveLength(count);
    for (const command of commands) {
      const program = command.at(-1) === 'dist/server.js' ? 'server' : 'worker';
      expect(command.slice(1, -1)).toEqual(LEAN_NODE_ARGUMENTS[program]);
    }
  });

  it('by the environment of the image', () => {
    const variables = Object.entries(LEAN_MALLOC).map(([name, value]) => `${name}=${value}`);
    expect(read('Dockerfile')).toContain(`ENV ${variables.join(' ')}\n`);
  });
});
