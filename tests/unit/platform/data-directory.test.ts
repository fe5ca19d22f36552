import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { claimDataDirectory, DataDirectoryInUse } from '../../../src/platform/data-directory';
import { endProcess } from '../../../src/platform/end-process';
import { identifyProcess, stillRuns } from '../../../src/platform/process-identity';
import { readPidFile, writePidFile } from '../../../src/platform/pid-file';
import { useTemporaryFolder } from './temporary-folder';

const folder = useTemporaryFolder();

function otherProcess() {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' });
  if (child.pid === undefined) throw new Error('no process');
  const identity = identifyProcess(child.pid);
  if (identity === undefined) throw new Error('no identity');
  return identity;
}

describe('the data directory', () => {
  it('is refused while another living process has it, with the way out', async () => {
    const path = join(folder, 'taken');
    claimDataDirectory(path).release();
    const other = otherProcess();
    writePidFile(join(path, 'run', 'start.pid'), other.pid);
    expect(() => claimDataDirectory(path)).toThrow(DataDirectoryInUse);
    expect(() => claimDataDirectory(path)).toThrow(new RegExp(`process ${other.pid}.*HOLDFAST_DATA`));
    await endProcess(other, 1000, 'SIGKILL');
    claimDataDirectory(path).release();
  });

  it('is taken over from a dead process, also when its pid belongs to another one now', () => {
    const path = join(folder, 'stale');
    mkdirSync(join(path, 'run'), { recursive: true });
    writeFileSync(join(path, 'run', 'start.pid'), JSON.stringify({ pid: process.ppid, started: 'long ago' }));
    expect(() => claimDataDirectory(path)).not.toThrow();
  });

  it('is taken over when the pid file is damaged', () => {
    const path = join(folder, 'damaged');
    mkdirSync(join(path, 'run'), { recursive: true });
    writeFileSync(join(path, 'run', 'start.pid'), '{"pid":');
    expect(() => claimDataDirectory(path)).not.toThrow();
  });

  it('is taken over from a process that died in the instant of claiming', () => {
    const path = join(folder, 'locked');
    claimDataDirectory(path).release();
    const lock = join(path, 'run', 'claim.lock');
    writeFileSync(lock, '');
    expect(() => claimDataDirectory(path)).toThrow(DataDirectoryInUse);
    utimesSync(lock, 0, 0);
    expect(() => claimDataDirectory(path)).not.toThrow();
  });

  it('has a short name that tells it from others', () => {
    const [a, b] = [claimDataDirectory(join(folder, 'a')), claimDataDirectory(join(folder, 'b'))];
    expect(a.shortName).toMatch(/^[0-9a-f]{8}$/);
    expect(a.shortName).not.toBe(b.shortName);
  });
});

describe('ending a process', () => {
  it('waits until it is gone', async () => {
    const child = otherProcess();
    await endProcess(child, 5000);
    expect(stillRuns(child)).toBe(false);
  });

  it('leaves alone another process that has the same pid', async () => {
    const child = otherProcess();
    await endProcess({ pid: child.pid, started: 'another time' }, 100);
    expect(stillRuns(child)).toBe(true);
    await endProcess(child, 1000, 'SIGKILL');
  });

  it('knows by the pid file which process it was', async () => {
    const child = otherProcess();
    const file = join(folder, 'child.pid');
    writePidFile(file, child.pid);
    expect(readPidFile(file)).toEqual(child);
    await endProcess(child, 1000, 'SIGKILL');
    expect(readPidFile(file)).toBeUndefined();
  });
});
