import Docker from 'dockerode';

/** What an engine says of itself. */
export interface EngineVersion {
  version: string;
  apiVersion: string;
}

/** Asks an engine for its version; rejects when it does not answer in time. */
export async function askEngineVersion(host: string, timeoutMs: number): Promise<EngineVersion> {
  const answer = await connectEngine(host, timeoutMs).version();
  return { version: answer.Version, apiVersion: answer.ApiVersion };
}

/** `unix:///path`, or whatever else the docker command takes, with TLS as its own variables say. */
function connectEngine(host: string, timeout: number): Docker {
  const socketPath = /^unix:\/\/(.+)$/.exec(host)?.[1];
  return socketPath === undefined ? new Docker({ timeout }) : new Docker({ socketPath, timeout });
}
