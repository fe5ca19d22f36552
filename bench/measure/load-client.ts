import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LoadPlan {
  url: string;
  clients: number;
  seconds: number;
  /** Milliseconds between the starts of two requests of one client; 0 asks again as soon as the answer is there. */
  everyMs: number;
}

export interface LoadResult {
  ms: number[];
  /** Requests a second. */
  rate: number;
}

/**
 * Asks one address from many clients at once, each on a connection of its own that it keeps.
 *
 * @throws Error when an answer is not a 200
 */
export async function load(
  { url, clients, seconds, everyMs }: LoadPlan,
  signal: AbortSignal,
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const startedAt = performance.now();
  const deadline = startedAt + seconds * 1000;
  const ms: number[] = [];
  const client = async (number: number): Promise<void> => {
    // They do not ask in step.
    if (everyMs > 0) await sleep((number * everyMs) / clients);
    while (performance.now() < deadline && !signal.aborted) {
      const askedAt = performance.now();
      await get(agent, url);
      const answeredAt = performance.now();
      ms.push(answeredAt - askedAt);
      if (everyMs > 0) await sleep(Math.max(0, everyMs - (answeredAt - askedAt)));
    }
  };
  try {
    await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
    signal.throwIfAborted();
    return { ms, rate: ms.length / ((performance.now() - startedAt) / 1000) };
  } finally {
    agent.destroy();
  }
}

function get(agent: Agent, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`GET ${url} answered ${response.statusCode}`));
      response.once('end', resolve).once('error', reject).resume();
    });
    asked.once('error', reject).end();
  });
}
