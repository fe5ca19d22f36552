import type Docker from 'dockerode';
import { MINUTE, within } from './deadline';
import { engineCall, isAnswer } from './errors';

/** Docker's volumes: one call a method. */
export class Volumes {
  constructor(private readonly docker: Docker) {}

  /** Nothing happens when it is gone, or while something uses it. */
  async removeUnused(name: string): Promise<void> {
    try {
      await engineCall(this.docker.getVolume(name).remove({ abortSignal: within(5 * MINUTE) }));
    } catch (error) {
      if (!isAnswer(error, 404, 409)) throw error;
    }
  }
}
