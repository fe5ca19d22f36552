import { createServer } from 'node:net';
import { findExecutable } from '../../../src/platform/find-executable';
import { anyFreePort, isPortFree, nextFreePort } from '../../../src/platform/free-port';
import { runCommand } from '../../../src/platform/run-command';

const NODE = process.execPath;

describe('running a command', () => {
  it('gives its output', async () => {
    const result = await runCommand(NODE, ['-e', 'console.log(1)'], { timeoutMs: 10_000 });
    expect(result).toEqual({ ok: true, stdout: '1\n', problem: '' });
  });

  it('gives the last line of what went wrong', async () => {
    const script = `console.error('a'); console.error('no disk'); process.exit(2)`;
    expect(await runCommand(NODE, ['-e', script], { timeoutMs: 10_000 })).toMatchObject({
      ok: false,
      problem: 'no disk',
    });
    expect(await runCommand(NODE, ['-e', 'process.exit(2)'], { timeoutMs: 10_000 })).toMatchObject({
      problem: 'exit code 2',
    });
  });

  it('gives up one that hangs', async () => {
    const result = await runCommand(NODE, ['-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 300 });
    expect(result).toMatchObject({ ok: false, problem: 'no end within 0.3 s' });
  });

  it('says when there is no such program', async () => {
    const result = await runCommand('/nonexistent', [], { timeoutMs: 300 });
    expect(result).toMatchObject({ ok: false, problem: expect.stringContaining('ENOENT') as unknown });
  });
});

describe('finding an executable', () => {
  it('looks along the PATH, and passes over what is none', () => {
    expect(findExecutable('sh', { PATH: '/nonexistent:/bin' })).toBe('/bin/sh');
    expect(findExecutable('passwd', { PATH: '/etc' })).not.toBe('/etc/passwd');
    expect(findExecutable('no-such-program', process.env)).toBeUndefined();
  });
});

describe('finding a free port', () => {
  it('passes over those in use', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await isPortFree(taken)).toBe(false);
    expect(await nextFreePort(taken)).toBeGreaterThan(taken);
    await new Promise((resolve) => server.close(resolve));
    expect(await isPortFree(taken)).toBe(true);
    expect(await anyFreePort()).toBeGreaterThan(1023);
  });
});
