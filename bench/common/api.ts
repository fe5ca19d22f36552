import { z } from 'zod';

const snapshotSchema = z.object({
  id: z.string(),
  tag: z.string(),
  created_at: z.string(),
  size: z.number(),
  unique_size: z.number(),
  layers: z.number(),
  message: z.string().nullable(),
  reason: z.string(),
  in_use: z.boolean(),
  head: z.boolean(),
});

const vpsSchema = z.object({
  task_id: z.string(),
  status: z.string(),
  endpoints: z.array(z.object({ container_port: z.number(), host_ip: z.string(), host_port: z.number() })),
  spec: z.object({ labels: z.record(z.string(), z.string()) }).nullable(),
  policy: z.object({ auto_snapshot_on_stop: z.boolean(), max_snapshots: z.number() }),
});

const vpsPageSchema = z.object({ vps: z.array(vpsSchema), next: z.string().optional() });
const snapshotListSchema = z.object({ snapshots: z.array(snapshotSchema), count: z.number() });
const latestSchema = z.object({ task_id: z.string(), tag: z.string().nullable() });
const operationSchema = z.object({
  id: z.string(),
  temporal_url: z.string(),
  steps: z.array(
    z.object({
      name: z.string(),
      scheduled_at: z.string().nullable(),
      started_at: z.string().nullable(),
      ended_at: z.string().nullable(),
    }),
  ),
});
const problemSchema = z.object({ code: z.string(), detail: z.string() });

export type SnapshotAnswer = z.output<typeof snapshotSchema>;
export type VpsAnswer = z.output<typeof vpsSchema>;
export type OperationAnswer = z.output<typeof operationSchema>;

/** Some answers say `null` where others say nothing. */
const takenSnapshotSchema = z
  .object({ id: z.string(), unique_size: z.number() })
  .nullish()
  .transform((snapshot) => snapshot ?? undefined);

/** What the answer to a change says of it. Which members there are depends on the change. */
const changeSchema = z.object({
  message: z.string(),
  task_id: z.string().optional(),
  operation_id: z.string(),
  tag: z.string().optional(),
  snapshot_id: z.string().nullish(),
  snapshot: takenSnapshotSchema,
  saved_snapshot: takenSnapshotSchema,
  rotated_out: z.array(z.string()).default([]),
});
export type ChangeAnswer = z.output<typeof changeSchema>;

/** The service refused or failed a call. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Longer than any operation of demo and benchmark takes, shorter than `fetch` waits for an answer. */
const WAIT_SECONDS = 240;

export interface ApiOptions {
  token?: string | undefined;
  actor: string;
  /** Ends every call that is under way. */
  signal?: AbortSignal;
}

/** Holdfast's HTTP API as the demo and the benchmark use it: every change waits for its operation. */
export class HoldfastApi {
  constructor(
    readonly url: string,
    private readonly options: ApiOptions,
  ) {}

  /** One page after the other, until there is none. */
  async listVps(): Promise<VpsAnswer[]> {
    const found: VpsAnswer[] = [];
    for (let query = ''; ;) {
      const { vps, next } = vpsPageSchema.parse(await this.call('GET', `/api/vps${query}`));
      found.push(...vps);
      if (next === undefined) return found;
      query = `?next=${next}`;
    }
  }

  async getVps(taskId: string): Promise<VpsAnswer> {
    return vpsSchema.parse(await this.call('GET', `/api/vps/${taskId}`));
  }

  /** Newest first. */
  async listSnapshots(taskId: string): Promise<SnapshotAnswer[]> {
    return snapshotListSchema.parse(await this.call('GET', `/api/vps/snapshots/${taskId}`)).snapshots;
  }

  /** Its tag; null when there is none. */
  async latestSnapshot(taskId: string): Promise<string | null> {
    return latestSchema.parse(await this.call('GET', `/api/vps/snapshots/${taskId}/latest`)).tag;
  }

  /** One that has begun. */
  async getOperation(operationId: string): Promise<OperationAnswer> {
    const path = `/api/operations/${encodeURIComponent(operationId)}`;
    return operationSchema.parse(await this.call('GET', path));
  }

  async patchPolicy(taskId: string, policy: Partial<VpsAnswer['policy']>): Promise<void> {
    await this.call('PATCH', `/api/vps/${taskId}`, policy);
  }

  /** Makes a change and waits for its end. */
  async change(method: Method, path: string, body?: object): Promise<ChangeAnswer> {
    return changeSchema.parse(await this.call(method, path, body));
  }

  /** @throws ApiError when the answer is not a success, or not there yet */
  private async call(method: Method, path: string, body?: object): Promise<unknown> {
    const { token, actor, signal } = this.options;
    const response = await fetch(this.url + path, {
      method,
      headers: {
        'X-Holdfast-Actor': actor,
        ...(method !== 'GET' && { Prefer: `wait=${WAIT_SECONDS}` }),
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
    const text = await response.text();
    if (response.status === 202) {
      throw new ApiError(202, 'pending', `${method} ${path} still goes on after ${WAIT_SECONDS} s: ${text}`);
    }
    if (!response.ok) throw asApiError(response.status, `${method} ${path}`, text);
    return JSON.parse(text);
  }
}

function asApiError(status: number, call: string, text: string): ApiError {
  const problem = problemSchema.safeParse(parseJson(text));
  if (!problem.success) return new ApiError(status, 'unknown', `${call} answered ${status}: ${text}`);
  const { code, detail } = problem.data;
  return new ApiError(status, code, `${call} answered ${status} ${code}: ${detail}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
