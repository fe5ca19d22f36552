import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { stack } from '../../support/stack';
import { type CallOptions, callOk } from './client';
import { eventually } from './eventually';

const WORKER = join(__dirname, '..', '..', '..', 'dist', 'worker.js');
/** After the ports of the first runner, for all others. */
export const FURTHER_PORTS = 40;

/** A second machine: a runner worker of its own, on the same engine. It can be killed and started again. */
export class SecondRunner {
  readonly name = `second-${randomBytes(3).toString('hex')}`;
  private worker: ChildProcess | undefined;

  /**
   * @param settings environment variables that differ from those of the first runner
   * @param via how an API is called that knows this runner; the one that all tests share, unless given
   */
  constructor(
    private readonly settings: NodeJS.ProcessEnv = {},
    private readonly via: () => CallOptions = () => ({}),
  ) {}

  /** @param changed settings that differ this time */
  async start(changed: NodeJS.ProcessEnv = {}): Promise<void> {
    const { temporalAddress, dockerSocket, dataDirectory, portRange, sharedDir, logFile } = stack();
    const startedAt = Date.now();
    const log = openSync(logFile, 'a');
    this.worker = spawn(process.execPath, [WORKER], {
      env: {
        PATH: process.env['PATH'],
        TEMPORAL_ADDRESS: temporalAddress,
        DOCKER_HOST: `unix://${dockerSocket}`,
        HOLDFAST_DATA: dataDirectory,
        HOLDFAST_ROLES: 'runner',
        HOLDFAST_RUNNER: this.name,
        HOLDFAST_PORT_RANGE: `${portRange.last + 1}-${portRange.last + FURTHER_PORTS}`,
        SHARED_DIR: sharedDir,
        ...this.settings,
        ...changed,
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    await this.untilAlive(true, startedAt);
  }

  /** As a power cut does it. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const worker = this.worker;
    if (worker === undefined || worker.exitCode !== null || worker.signalCode !== null) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.kill(signal);
    await ended;
  }

  /** @param since it must have been heard of after this, in milliseconds since 1970: what is known may be of before */
  async untilAlive(alive: boolean, since = 0): Promise<void> {
    await eventually(
      `runner ${this.name} is ${alive ? 'alive' : 'silent'}`,
      async () => {
        const { runners } = await callOk<{
          runners: { name: string; alive: boolean; last_seen: string | null }[];
        }>(200, 'GET', '/api/runners', this.via());
        const own = runners.find(({ name }) => name === this.name);
        return own?.alive === alive && Date.parse(own.last_seen ?? '1970-01-01') >= since;
      },
      { withinMs: 40_000 },
    );
  }
}
