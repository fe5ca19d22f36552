import { setTimeout } from 'node:timers/promises';

/** The engine answered, and the answer is an error. The message is the engine's own. */
export class EngineAnswerError extends Error {
  override readonly name = 'EngineAnswerError';

  constructor(
    /** HTTP status. */
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** No answer came: whether the engine did what it was asked is not known. */
export class EngineUnreachableError extends Error {
  override readonly name = 'EngineUnreachableError';

  constructor(
    message: string,
    /** The engine took the request and kept silent. */
    readonly timedOut: boolean,
  ) {
    super(message);
  }
}

/** Awaits a call to the engine and turns what it throws into one of the errors above. */
export async function engineCall<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw toEngineError(error);
  }
}

/** The same for a short call that dockerode lets nobody abort. */
export async function shortEngineCall<T>(call: Promise<T>): Promise<T> {
  const done = new AbortController();
  const silence = setTimeout(SHORT_CALL_MS, undefined, { signal: done.signal, ref: false }).then(() => {
    throw new EngineUnreachableError(UNREACHABLE + TOO_LATE, true);
  });
  try {
    return await Promise.race([engineCall(call), silence]);
  } finally {
    done.abort();
    silence.catch(() => undefined);
  }
}

const SHORT_CALL_MS = 60_000;
const UNREACHABLE = 'The Docker Engine cannot be reached: ';
const TOO_LATE = 'it did not answer in time';

/** Whether the engine answered with one of these statuses. */
export function isAnswer(error: unknown, ...statuses: number[]): error is EngineAnswerError {
  return error instanceof EngineAnswerError && statuses.includes(error.status);
}

/** Whether the engine could not do it because its disk is full; only its words tell. */
export function isDiskFull({ message }: EngineAnswerError): boolean {
  return /no space left on device/i.test(message);
}

/** Node's codes for a connection that could not be made or broke. */
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOENT',
  'EPIPE',
  'EACCES',
  'EPERM',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOTSOCK',
  'ABORT_ERR',
]);

function toEngineError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof EngineAnswerError) return error;
  const status: unknown = Reflect.get(error, 'statusCode');
  if (typeof status === 'number') return new EngineAnswerError(status, engineWords(error));
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string' && (CONNECTION_CODES.has(code) || code.startsWith('HPE_'))) {
    const timedOut = code === 'ABORT_ERR';
    return new EngineUnreachableError(UNREACHABLE + (timedOut ? TOO_LATE : error.message), timedOut);
  }
  return error;
}

/** Such as `(HTTP code 500) server error - `. */
const DOCKERODE_PREFIX = /^\(HTTP code \d+\) .*? - /;

/** The engine's own message, without what dockerode puts around it. */
function engineWords(error: Error): string {
  const json: unknown = Reflect.get(error, 'json');
  if (typeof json === 'object' && json !== null && 'message' in json && typeof json.message === 'string') {
    return json.message.trim();
  }
  return error.message.replace(DOCKERODE_PREFIX, '').trim();
}
