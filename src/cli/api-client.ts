import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, EXIT, exitCodeOf } from './exit-codes';

export interface Connection {
  url: string;
  token: string | undefined;
  /** How long an API that is away is waited for by what has begun, in seconds. */
  patience: number;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface Answer<T> {
  status: number;
  body: T;
}

interface Problem {
  detail?: string;
  remedy?: string;
  code?: string;
}

/** An API that is away, or cannot reach Temporal, may be back in a moment. */
const PASSING = [502, 503, 504];
const REAL_FAILURES = [
  'docker_failed',
  'snapshot_failed',
  'vps_not_healthy',
  'too_many_streams',
  'no_runner',
];
const PAUSE_MS = 500;
const TIMEOUT_MS = 30_000;

/** The HTTP API, as this command line uses it. */
export class ApiClient {
  constructor(private readonly connection: Connection) {}

  /** @throws CliError for any answer that is an error, and when there is none */
  async get<T>(path: string): Promise<T> {
    return (await this.call<T>('GET', path)).body;
  }

  /** A change that the API makes at once. */
  async call<T>(
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await this.fetch(path, {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  }

  /**
   * Asks for an operation, and does not wait for it. Sent again under the same key while the API is away, so that it is
   * done once whatever became of an earlier attempt.
   */
  async submit<T>(method: Method, path: string, body?: unknown): Promise<Answer<T>> {
    const headers = { prefer: 'respond-async', 'idempotency-key': randomUUID() };
    return this.patiently(() => this.call<T>(method, path, body, headers));
  }

  /** Repeats what fails because the API is away, for as long as patience lasts. */
  async patiently<T>(attempt: () => Promise<T>): Promise<T> {
    const giveUpAt = Date.now() + this.connection.patience * 1000;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const isPassing = error instanceof CliError && error.exitCode === EXIT.unreachable;
        if (!isPassing || Date.now() + PAUSE_MS > giveUpAt) throw error;
        await sleep(PAUSE_MS);
      }
    }
  }

  /** @throws CliError unless the answer is a success */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const { url, token } = this.connection;
    let response: Response;
    try {
      response = await fetch(new URL(path, url), {
        ...init,
        headers: {
          accept: 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(init.headers as Record<string, string> | undefined),
        },
      });
    } catch (error) {
      throw new CliError(EXIT.unreachable, `${url} does not answer: ${sayCause(error)}`);
    }
    if (response.ok) return response;
    throw await asCliError(response);
  }
}

async function asCliError(response: Response): Promise<CliError> {
  const text = await response.text().catch(() => '');
  const problem = readProblem(text);
  const { detail = `The API answered ${response.status}.`, remedy, code } = problem ?? {};
  const isPassing = PASSING.includes(response.status) && !REAL_FAILURES.includes(code ?? '');
  const message = remedy === undefined ? detail : `${detail}\n${remedy}`;
  return new CliError(
    isPassing ? EXIT.unreachable : exitCodeOf(response.status),
    message,
    problem ?? undefined,
  );
}

function readProblem(text: string): Problem | null {
  try {
    return JSON.parse(text) as Problem | null;
  } catch {
    return null;
  }
}

function sayCause(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { code?: string; message?: string };
  return code ?? message ?? String(cause);
}
