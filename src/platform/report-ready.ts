import { reportReady } from './shutdown-request';
import type { Stack } from './stack';

/** What `start.ts` tells a parent process that listens. */
export interface StackReadyMessage {
  ready: { apiUrl: string; temporalAddress: string; temporalUiUrl: string; dockerHost: string };
}

/** Tells the parent process, if there is one with a channel, that everything is ready and where it is. */
export function reportStackReady({ apiUrl, temporalAddress, temporalUiUrl, docker }: Stack): void {
  const info: StackReadyMessage['ready'] = {
    apiUrl,
    temporalAddress,
    temporalUiUrl,
    dockerHost: docker.host,
  };
  reportReady(info);
}
