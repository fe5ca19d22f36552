import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { containerName } from '../../src/domain/names';
import type { HoldfastApi } from '../common/api';
import { execIn, type ExecResult, mustExec } from '../common/container-exec';
import { expectThat } from './expect';

/** What to do when demo and service do not use the same engine. */
export const ANOTHER_ENGINE =
  'The service uses another one: give the demo the DOCKER_HOST or the HOLDFAST_DATA that the service has.';

const PATIENCE_MS = 10_000;
const PAUSE_MS = 50;
const PAGE_TIMEOUT_MS = 2000;

/** The demo's VPS as a person has it: a shell in it, and the page that it serves on its port. */
export class DemoVps {
  constructor(
    readonly taskId: string,
    private readonly api: HoldfastApi,
    private readonly docker: Docker,
  ) {}

  /** The container is another one after each restore; its name stays. */
  exec(command: string): Promise<ExecResult> {
    return execIn(this.docker.getContainer(containerName(this.taskId)), command);
  }

  mustExec(command: string): Promise<string> {
    return mustExec(this.docker.getContainer(containerName(this.taskId)), command);
  }

  /** @throws Error when the engine that this process talks to is not the one that the service's runner uses */
  async requireOnThisEngine(): Promise<void> {
    try {
      await this.docker.getContainer(containerName(this.taskId)).inspect();
    } catch (cause) {
      throw new Error(`The VPS is not on the Docker Engine that the demo works on. ${ANOTHER_ENGINE}`, {
        cause,
      });
    }
  }

  /** Where its port 22 is reachable, as `http://127.0.0.1:20001/`. */
  async address(): Promise<string> {
    const { endpoints } = await this.api.getVps(this.taskId);
    const endpoint = endpoints.find(({ container_port }) => container_port === 22);
    expectThat(endpoint !== undefined, 'the VPS publishes its port 22', endpoints);
    const host = ['', '0.0.0.0', '::'].includes(endpoint.host_ip) ? '127.0.0.1' : endpoint.host_ip;
    return `http://${host.includes(':') ? `[${host}]` : host}:${endpoint.host_port}/`;
  }
}

/** What an address serves, once it answers at all: a VPS that has just started needs a moment. */
export async function fetchPage(address: string): Promise<{ status: number; text: string }> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const page = await tryToFetch(address);
    if (page !== undefined) return page;
    expectThat(Date.now() < deadline, `${address} answers`, `nothing for ${PATIENCE_MS / 1000} s`);
    await sleep(PAUSE_MS);
  }
}

/** Undefined when nothing answers. */
export async function tryToFetch(address: string): Promise<{ status: number; text: string } | undefined> {
  try {
    const response = await fetch(address, {
      headers: { Connection: 'close' },
      signal: AbortSignal.timeout(PAGE_TIMEOUT_MS),
    });
    return { status: response.status, text: (await response.text()).trim() };
  } catch {
    return undefined;
  }
}
