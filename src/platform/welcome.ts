import type { Stack } from './stack';

/** What `npm start` prints when everything is ready: the addresses, and what to type next. */
export function welcome(stack: Stack, seconds: number): string {
  return `
Holdfast is ready after ${seconds.toFixed(1)} s.

  API              ${stack.apiUrl}
  Temporal Web UI  ${stack.temporalUiUrl}
  Temporal         ${stack.temporalAddress}
  Docker           ${stack.docker.description}
  Data             ${stack.data.path}

Next, in another terminal:

  npm run demo                       a VPS from its creation to its rotation, step by step
  curl ${stack.apiUrl}/api/runners
  curl ${stack.apiUrl}/api/vps

Ctrl-C ends everything; the VPSs and their history are there again at the next start.
`;
}
