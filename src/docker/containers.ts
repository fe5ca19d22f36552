import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { JsonObject } from '../domain/json';
import type { ContainerInspect, ContainerListEntry } from './api-types';
import { MINUTE, SECOND, within } from './deadline';
import { engineCall, isAnswer } from './errors';

/** What Docker takes as a container's name or id; anything else would become part of a path. */
const CONTAINER_REFERENCE = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** Longer than the slowest disk needs for it; then the engine counts as not answering. */
const CREATE_TIMEOUT = 15 * MINUTE;
const REMOVE_TIMEOUT = 15 * MINUTE;
const START_TIMEOUT = 5 * MINUTE;
const INSPECT_TIMEOUT = 30 * SECOND;
/** Measuring reads the whole writable layer. */
const MEASURE_TIMEOUT = 15 * MINUTE;
const CHANGE_TIMEOUT = MINUTE;
/** Added to the container's own grace period. */
const STOP_TIMEOUT = 2 * MINUTE;

export interface CommitRequest {
  /** Whether the engine freezes the container meanwhile. */
  pause: boolean;
  labels: { [name: string]: string };
  /** The image's configuration, where it is not to be the container's. */
  config?: JsonObject;
}

/** Docker's containers: one call a method. */
export class Containers {
  constructor(private readonly docker: Docker) {}

  /** Null when there is none. With `size`, the bytes of its writable layer are measured, which takes a while. */
  async inspect(
    reference: string,
    options: { size?: boolean; timeoutMs?: number } = {},
  ): Promise<ContainerInspect | null> {
    if (!CONTAINER_REFERENCE.test(reference)) return null;
    const abortSignal = within(options.timeoutMs ?? (options.size ? MEASURE_TIMEOUT : INSPECT_TIMEOUT));
    try {
      const answer: unknown = await engineCall(
        this.docker.getContainer(reference).inspect({ ...(options.size && { size: true }), abortSignal }),
      );
      return answer as ContainerInspect;
    } catch (error) {
      if (isAnswer(error, 404)) return null;
      throw error;
    }
  }

  /** Containers in every state, those that bear all of the labels. */
  async list(labels: readonly string[]): Promise<ContainerListEntry[]> {
    const filters = labels.length === 0 ? {} : { filters: { label: [...labels] } };
    const answer: unknown = await engineCall(
      this.docker.listContainers({ all: true, ...filters, abortSignal: within(CHANGE_TIMEOUT) }),
    );
    return answer as ContainerListEntry[];
  }

  /** @returns the id */
  async create(name: string, body: JsonObject): Promise<string> {
    // The body travels as such: dockerode would put it into the query string as well, and it has secrets.
    const request = { _query: { name }, _body: body, abortSignal: within(CREATE_TIMEOUT) };
    const container = await engineCall(this.docker.createContainer(request));
    return container.id;
  }

  /** Nothing happens when it runs. */
  async start(id: string): Promise<void> {
    await unlessAlready(this.docker.getContainer(id).start({ abortSignal: within(START_TIMEOUT) }));
  }

  /** Waits for the container's own grace period. Nothing happens when it is stopped. */
  async stop(id: string, graceSeconds: number): Promise<void> {
    const abortSignal = within(graceSeconds * SECOND + STOP_TIMEOUT);
    await unlessAlready(this.docker.getContainer(id).stop({ abortSignal }));
  }

  async pause(id: string): Promise<void> {
    await engineCall(this.docker.getContainer(id).pause({ abortSignal: within(CHANGE_TIMEOUT) }));
  }

  async unpause(id: string): Promise<void> {
    await engineCall(this.docker.getContainer(id).unpause({ abortSignal: within(CHANGE_TIMEOUT) }));
  }

  async rename(id: string, name: string): Promise<void> {
    await engineCall(
      this.docker
        .getContainer(id)
        .rename({ _query: { name }, _body: {}, abortSignal: within(CHANGE_TIMEOUT) }),
    );
  }

  async setRestartPolicy(id: string, policy: JsonObject): Promise<void> {
    await engineCall(
      this.docker.getContainer(id).update({ RestartPolicy: policy, abortSignal: within(CHANGE_TIMEOUT) }),
    );
  }

  /**
   * Nothing happens when it is gone; a running one needs `force`. Its volumes stay, except, with `volumes`, those
   * that it was created with and that have no name.
   */
  async remove(id: string, options: { force: boolean; volumes?: boolean }): Promise<void> {
    const { force, volumes = false } = options;
    const query = { v: volumes, force, abortSignal: within(REMOVE_TIMEOUT) };
    try {
      await engineCall(this.docker.getContainer(id).remove(query));
    } catch (error) {
      if (!isAnswer(error, 404)) throw error;
    }
  }

  /**
   * Makes an image without a name. No deadline: the engine goes on when nobody waits any more.
   *
   * @returns the image's id
   */
  async commit(id: string, request: CommitRequest, signal: AbortSignal): Promise<string> {
    const answer: unknown = await engineCall(
      this.docker.getContainer(id).commit({
        _query: { container: id, pause: request.pause },
        _body: { ...request.config, Labels: request.labels },
        abortSignal: signal,
      }),
    );
    return (answer as { Id: string }).Id;
  }

  /**
   * The container's filesystem as a tar archive, without what is mounted into it. The stream may end well although
   * the engine failed: see `TarDigest`.
   */
  async export(id: string, signal: AbortSignal): Promise<Readable> {
    return (await engineCall(this.docker.getContainer(id).export({ abortSignal: signal }))) as Readable;
  }

  /** The last lines that the container wrote, as Docker sends them: in frames, unless it has a terminal. */
  async logTail(id: string, lines: number): Promise<Buffer> {
    const options = { stdout: true, stderr: true, tail: lines, abortSignal: within(INSPECT_TIMEOUT) };
    const answer: unknown = await engineCall(this.docker.getContainer(id).logs(options));
    // dockerode parses a log that happens to be JSON.
    return Buffer.isBuffer(answer) ? answer : Buffer.from(JSON.stringify(answer));
  }
}

/** dockerode takes "not modified" for an error. */
async function unlessAlready(call: Promise<unknown>): Promise<void> {
  try {
    await engineCall(call);
  } catch (error) {
    if (!isAnswer(error, 304)) throw error;
  }
}
