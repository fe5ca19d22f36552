import type Docker from 'dockerode';
import { MINUTE, within } from './deadline';
import { engineCall, isAnswer } from './errors';

export interface VolumeEntry {
  Name: string;
  Labels: { [name: string]: string } | null;
}

/** Docker's volumes: one call a method. */
export class Volumes {
  constructor(private readonly docker: Docker) {}

  /** Those that bear all of the labels. */
  async list(label: readonly string[]): Promise<VolumeEntry[]> {
    const query = { filters: { label: [...label] }, abortSignal: within(MINUTE) };
    const answer: unknown = await engineCall(this.docker.listVolumes(query));
    return (answer as { Volumes: VolumeEntry[] | null }).Volumes ?? [];
  }

  /** An empty local volume. One that has the name already stays as it is. */
  async create(name: string, labels: { [name: string]: string }): Promise<void> {
    // The body travels as such: dockerode would put the labels into the query string as well.
    const request = { _query: {}, _body: { Name: name, Labels: labels }, abortSignal: within(MINUTE) };
    await engineCall(this.docker.createVolume(request));
  }

  /** Nothing happens when it is gone, or while something uses it. */
  async removeUnused(name: string): Promise<void> {
    try {
      await engineCall(this.docker.getVolume(name).remove({ abortSignal: within(5 * MINUTE) }));
    } catch (error) {
      if (!isAnswer(error, 404, 409)) throw error;
    }
  }
}
