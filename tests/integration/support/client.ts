import type { JsonObject } from '../../../src/domain/json';
import { stack } from '../../support/stack';
import type { ProblemAnswer } from './shapes';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

export interface CallOptions {
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  text?: string;
  headers?: Record<string, string>;
  /** Another API than the one that all tests share. */
  api?: string;
}

/** One HTTP call, as curl would make it. Whatever the status is, it is returned. */
export async function call<T = JsonObject>(
  method: Method,
  path: string,
  { body, text, headers = {}, api = stack().apiUrl }: CallOptions = {},
): Promise<Answer<T>> {
  const payload = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(api + path, {
    method,
    headers: { ...(payload !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(payload !== undefined && { body: payload }),
  });
  const answer = await response.text();
  return { status: response.status, headers: response.headers, body: parseBody(answer) as T };
}

/** A call that is expected to succeed with this status; says what the API answered when it does not. */
export async function callOk<T = JsonObject>(
  status: number,
  method: Method,
  path: string,
  options: CallOptions = {},
): Promise<T> {
  const answer = await call<T>(method, path, options);
  if (answer.status !== status) {
    throw new Error(
      `${method} ${path} answered ${answer.status}, not ${status}: ${JSON.stringify(answer.body)}`,
    );
  }
  return answer.body;
}

/** A call that is expected to be refused: checks the form of the problem and returns it. */
export async function callRefused(
  status: number,
  code: string,
  method: Method,
  path: string,
  options: CallOptions = {},
): Promise<ProblemAnswer> {
  const answer = await call<ProblemAnswer>(method, path, options);
  expectProblem(answer, status, code);
  return answer.body;
}

export function expectProblem(answer: Answer<ProblemAnswer>, status: number, code: string): void {
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status, body: { status, code } });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.body.title).not.toBe('');
  expect(answer.body.detail).not.toBe('');
}

function parseBody(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
