import type { z } from 'zod';
import type { ErrorCode } from '../../domain/errors';
import type { AnswerHeaderName, HeaderName } from './parameters';

export const TAGS = {
  vps: 'Virtual private servers: made, looked at, changed, removed.',
  lifecycle: 'Start, stop, pause, resume, restart.',
  snapshots: 'Taken, listed, named and pinned, restored, deleted.',
  operations: 'Who asked for what, when, and what became of it.',
  runners: 'The machines.',
  events: 'What happens, as it happens: server-sent events.',
  service: 'For supervisors, and the documentation itself.',
} as const;

/** What somebody has to be allowed to; null is open to whoever can reach the API. */
export type NeededRole = 'read' | 'operate' | 'admin' | null;

export interface RouteAnswer {
  description: string;
  /** Absent for an answer without a body. */
  schema?: z.ZodType;
  /** JSON, unless said otherwise. */
  types?: readonly ('text/html' | 'text/css' | 'text/javascript' | 'text/plain' | 'text/event-stream')[];
  /** Of a stream: what the data of each event is, as JSON. */
  events?: { [event: string]: z.ZodType };
  headers?: readonly AnswerHeaderName[];
}

/** One call of the API, as it is documented and tested. */
export interface ApiRoute {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** With parameters in braces: `/api/vps/{task_id}`. */
  path: string;
  /** Unique; what a generated client calls it. */
  id: string;
  tag: keyof typeof TAGS;
  summary: string;
  description?: string;
  role: NeededRole;
  query?: z.ZodObject;
  body?: z.ZodType;
  headers?: readonly HeaderName[];
  answers: { [status: number]: RouteAnswer };
  /** What it may fail with, besides what every call may. */
  errors: readonly ErrorCode[];
}
