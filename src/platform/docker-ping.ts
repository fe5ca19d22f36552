import { request } from 'node:http';

/** What an engine says of itself. */
export interface EngineVersion {
  version: string;
  apiVersion: string;
}

/**
 * Asks an engine, named as in `DOCKER_HOST`, for its version; rejects when it does not answer in time. One request
 * over a Unix socket needs no Docker library, which takes a quarter of a second to load.
 */
export async function askEngineVersion(host: string, timeoutMs: number): Promise<EngineVersion> {
  const socketPath = /^unix:\/\/(.+)$/.exec(host)?.[1];
  const answer =
    socketPath === undefined
      ? await askByLibrary(timeoutMs)
      : (JSON.parse(await getText(socketPath, '/version', timeoutMs)) as {
          Version: string;
          ApiVersion: string;
        });
  return { version: answer.Version, apiVersion: answer.ApiVersion };
}

/** The library reads `DOCKER_HOST` and the variables of TLS itself, as the docker command does. */
async function askByLibrary(timeout: number) {
  const { default: Docker } = await import('dockerode');
  return new Docker({ timeout }).version();
}

function getText(socketPath: string, path: string, timeout: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path, timeout, headers: { host: 'docker' } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('error', reject).once('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`status ${response.statusCode}`));
      });
    });
    call.once('timeout', () => call.destroy(new Error(`no answer within ${timeout / 1000} s`)));
    call.once('error', reject).end();
  });
}
