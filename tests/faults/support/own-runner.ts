import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultApi } from './fault-api';
import type { FaultStack } from './fault-stack';
import { poll } from './poll';

const WORKER = join(__dirname, '..', '..', '..', 'dist', 'worker.js');
const ALIVE_WITHIN_MS = 60_000;

/** A runner beside the stack's own, on the same engine, that nobody starts again when it is killed. */
export class OwnRunner {
  readonly name = 'away';
  private worker: ChildProcess | undefined;

  constructor(
    private readonly stack: FaultStack,
    private readonly api: FaultApi,
  ) {}

  async start(): Promise<void> {
    const { temporalAddress, dockerHost, dataDirectory, spareRange } = this.stack;
    const log = openSync(join(dataDirectory, 'logs', `${this.name}.log`), 'a');
    this.worker = spawn(process.execPath, [WORKER], {
      env: {
        PATH: process.env['PATH'],
        TEMPORAL_ADDRESS: temporalAddress,
        DOCKER_HOST: dockerHost,
        HOLDFAST_DATA: dataDirectory,
        HOLDFAST_ROLES: 'runner',
        HOLDFAST_RUNNER: this.name,
        HOLDFAST_PORT_RANGE: spareRange,
        HOLDFAST_HEARTBEAT_SECONDS: '1',
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const isAlive = await poll(ALIVE_WITHIN_MS, async () => {
      const answer = await this.api.attempt({ method: 'GET', path: '/api/runners' });
      const runners = answer?.body['runners'] as { name: string; alive: boolean }[] | undefined;
      return runners?.some(({ name, alive }) => name === this.name && alive) === true ? true : undefined;
    });
    if (isAlive === undefined) throw new Error(`runner ${this.name} does not come up`);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const { worker } = this;
    if (worker === undefined || worker.exitCode !== null || worker.signalCode !== null) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.kill(signal);
    await ended;
  }
}
