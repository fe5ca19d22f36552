import type { JsonObject } from '../../../src/domain/json';
import type { OperationAnswer, VpsAnswer } from '../../integration/support/shapes';
import { poll } from './poll';

const CALL_TIMEOUT_MS = 30_000;
/** The limit that the fault tests set for everything to have come back and the operation to have ended. */
export const OPERATION_LIMIT_MS = 120_000;
/** What a machine under load is granted beyond it before the harness gives an operation up. */
const LAST_PATIENCE_MS = 240_000;

export interface Call {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  body?: JsonObject;
}

export interface Answered {
  status: number;
  body: JsonObject;
}

/** How an operation ended, as a client sees it. */
export interface End {
  /** Null when it was refused before it became an operation. */
  operationId: string | null;
  status: 'succeeded' | 'failed' | 'cancelled' | 'refused' | 'stuck';
  code: string | null;
  detail: string | null;
  result: JsonObject | null;
  /** From the request to the end. */
  ms: number;
  steps: string[];
}

/** The API as a patient client uses it: one that repeats a request, under its key, until it is answered. */
export class FaultApi {
  constructor(private readonly url: string) {}

  /** One attempt; undefined when nobody answers, or only that it cannot be answered now. */
  async attempt({ method, path, body }: Call, key?: string): Promise<Answered | undefined> {
    try {
      const response = await fetch(this.url + path, {
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(key !== undefined && { 'idempotency-key': key, prefer: 'respond-async' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
      const answer = { status: response.status, body: (await response.json()) as JsonObject };
      return answer.status === 503 ? undefined : answer;
    } catch {
      return undefined;
    }
  }

  async insist(call: Call, key?: string): Promise<Answered> {
    const answer = await poll(OPERATION_LIMIT_MS, () => this.attempt(call, key));
    if (answer === undefined) throw new Error(`${call.method} ${call.path}: no answer in time`);
    return answer;
  }

  /** Hands an operation over; what it is known by, or the refusal. */
  async submit(call: Call, key: string): Promise<{ operationId: string } | { refusal: Answered }> {
    const answer = await this.insist(call, key);
    const id = answer.body['operation_id'];
    return typeof id === 'string' ? { operationId: id } : { refusal: answer };
  }

  async operation(id: string): Promise<OperationAnswer | undefined> {
    const answer = await this.attempt({ method: 'GET', path: `/api/operations/${id}` });
    return answer?.status === 200 ? (answer.body as unknown as OperationAnswer) : undefined;
  }

  /** Undefined when there is no such VPS. */
  async vps(taskId: string): Promise<VpsAnswer | undefined> {
    const answer = await this.insist({ method: 'GET', path: `/api/vps/${taskId}` });
    return answer.status === 200 ? (answer.body as unknown as VpsAnswer) : undefined;
  }

  async untilEnded(operationId: string, since: number): Promise<End> {
    const ended = await poll(LAST_PATIENCE_MS, async () => {
      const operation = await this.operation(operationId);
      return operation !== undefined && !['queued', 'running'].includes(operation.status)
        ? operation
        : undefined;
    });
    const last = ended ?? (await this.operation(operationId));
    return {
      operationId,
      status: (ended?.status ?? 'stuck') as End['status'],
      code: last?.error?.code ?? null,
      detail: last?.error?.detail ?? null,
      result: last?.result ?? null,
      ms: Math.round(performance.now() - since),
      steps: (last?.steps ?? []).map(({ name, status, attempts }) => `${name} ${status} x${attempts}`),
    };
  }

  /** Performs an operation whatever happens meanwhile, and waits for its end. */
  async perform(call: Call, key: string, accepted?: (operationId: string) => void): Promise<End> {
    const since = performance.now();
    const submitted = await this.submit(call, key);
    if ('operationId' in submitted) {
      accepted?.(submitted.operationId);
      return this.untilEnded(submitted.operationId, since);
    }
    const { code, detail } = submitted.refusal.body;
    return {
      operationId: null,
      // A change of policy is no operation: it is done when it is answered.
      status: submitted.refusal.status === 200 ? 'succeeded' : 'refused',
      code: typeof code === 'string' ? code : `status ${submitted.refusal.status}`,
      detail: typeof detail === 'string' ? detail : null,
      result: null,
      ms: Math.round(performance.now() - since),
      steps: [],
    };
  }
}
