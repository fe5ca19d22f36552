import type { ErrorCode } from './types';

/** A request that the API refused, or that never reached it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    /** `unreachable`: the API did not answer. */
    readonly code: ErrorCode | 'unreachable',
    readonly detail: string,
    readonly status: number,
    /** What to do about it, in the API's words. */
    readonly remedy: string | null = null,
    /** The fields that are wrong, by their path in the body. */
    readonly issues: readonly { field: string; message: string }[] = [],
  ) {
    super(detail);
  }
}

interface Call {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * Calls the API and trusts the shape of its answer, which is typed by the server's own sources.
 *
 * @throws ApiError
 */
export async function call<T>(
  path: string,
  { method = 'GET', body, headers, signal }: Call = {},
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError('unreachable', 'The API does not answer. Is it running, and are you online?', 0);
  }
  if (!response.ok) throw await readProblem(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

interface ProblemBody {
  code?: ErrorCode;
  detail?: string;
  title?: string;
  remedy?: string;
  issues?: { field: string; message: string }[];
}

async function readProblem(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as ProblemBody;
  return new ApiError(
    body.code ?? 'unreachable',
    body.detail ?? body.title ?? `The API answered ${response.status}.`,
    response.status,
    body.remedy ?? null,
    body.issues ?? [],
  );
}

/** For an Idempotency-Key: `crypto.randomUUID` is missing on a page that came over plain HTTP from another machine. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
