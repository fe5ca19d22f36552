import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { anyFreePort } from '../../../src/platform/free-port';
import { stack } from '../../support/stack';
import { eventually } from './eventually';

/** Of a process, on a machine that is busy. */
const START_MS = 40_000;
const SERVER = join(__dirname, '..', '..', '..', 'dist', 'server.js');

/** An API of its own, with other settings, on the same Temporal. */
export class SecondServer {
  private server: ChildProcess | undefined;
  private port = 0;

  /** @param settings environment variables that differ from those of the first API */
  constructor(private readonly settings: NodeJS.ProcessEnv) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const server = await this.spawn();
    await eventually(
      'the server lives',
      async () => {
        if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}`);
        return (await fetch(`${this.url}/health/live`).catch(() => undefined))?.ok;
      },
      { withinMs: START_MS },
    );
  }

  /** For settings with which it must not start: its exit code. */
  async startInVain(): Promise<number | null> {
    const server = await this.spawn();
    return new Promise((resolve) => server.once('exit', resolve));
  }

  async end(): Promise<void> {
    const { server } = this;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await ended;
  }

  private async spawn(): Promise<ChildProcess> {
    const { temporalAddress, dataDirectory, logFile } = stack();
    this.port = await anyFreePort();
    const log = openSync(logFile, 'a');
    this.server = spawn(process.execPath, [SERVER], {
      env: {
        PATH: process.env['PATH'],
        TEMPORAL_ADDRESS: temporalAddress,
        HOLDFAST_DATA: dataDirectory,
        HOLDFAST_PORT: String(this.port),
        ...this.settings,
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    return this.server;
  }
}
