import type Docker from 'dockerode';
import type { JsonObject } from '../domain/json';
import { MINUTE, within } from './deadline';
import { engineCall, isAnswer, shortEngineCall } from './errors';

/** Docker's networks: one call a method. */
export class Networks {
  constructor(private readonly docker: Docker) {}

  async exists(network: string): Promise<boolean> {
    try {
      await shortEngineCall(this.docker.getNetwork(encodeURIComponent(network)).inspect());
      return true;
    } catch (error) {
      if (isAnswer(error, 404)) return false;
      throw error;
    }
  }

  async connect(network: string, containerId: string, endpoint: JsonObject): Promise<void> {
    const options = {
      Container: containerId,
      EndpointConfig: endpoint,
      abortSignal: within(MINUTE),
    };
    await engineCall(this.docker.getNetwork(encodeURIComponent(network)).connect(options));
  }
}
