import { z } from 'zod';
import { ERROR_CODES } from '../../../domain/errors';
import { OPERATION_KINDS, OPERATION_STATUSES } from '../../../domain/operation';
import type { OperationStep } from '../../temporal/operation-steps';
import type { OperationProgress, OperationSummary, OperationView } from '../../views/operation-view';
import { exactly } from './exactly';
import { anyJson, bytes, count, time } from './parts';

export const progressAnswer = exactly<OperationProgress>()(
  z.strictObject({
    done_steps: count,
    total_steps: count.nullable().describe('As far as is known by now; null when that cannot be told.'),
    step: z.string().nullable().describe('The step under way.'),
    step_summary: z.string().nullable(),
    bytes: z
      .strictObject({ done: bytes, total: bytes.nullable() })
      .nullable()
      .describe('Of that step, when it has bytes to count.'),
  }),
);

/** An operation in a list. */
export const operationSummaryAnswer = exactly<OperationSummary>()(
  z.strictObject({
    id: z.string().describe('`kind:task_id:suffix`; also the id of the execution in Temporal.'),
    kind: z.enum(OPERATION_KINDS),
    task_id: z.string(),
    actor: z.string().describe('Who asked.'),
    status: z.enum(OPERATION_STATUSES),
    requested_at: time,
    started_at: time.nullable(),
    ended_at: time.nullable(),
    duration_ms: z.number().nullable().describe('From its start to its end; null before.'),
    temporal_url: z.string().nullable().describe('The same in the Temporal Web UI; null while it waits.'),
    progress: progressAnswer.nullable().describe('Null while it waits and when it is over.'),
  }),
);

export const stepAnswer = exactly<OperationStep>()(
  z.strictObject({
    name: z.string(),
    summary: z.string().nullable(),
    status: z.enum(['waiting', 'running', 'retrying', 'succeeded', 'failed', 'cancelled']),
    scheduled_at: time.nullable(),
    started_at: time.nullable(),
    ended_at: time.nullable(),
    attempts: count,
    error: z
      .strictObject({ code: z.string().nullable(), detail: z.string() })
      .exactOptional()
      .describe('Why the step, or its last attempt, failed.'),
  }),
);

/** One operation with its steps. */
export const operationAnswer = exactly<OperationView>()(
  operationSummaryAnswer.extend({
    waiting_for: z.string().nullable().describe('What keeps it from going on.'),
    error: z.strictObject({ code: z.enum(ERROR_CODES), detail: z.string() }).nullable(),
    result: anyJson
      .nullable()
      .describe('What the call that asked for it was answered, or would have been; null before its end.'),
    steps: z.array(stepAnswer),
  }),
);

export const operationListAnswer = z.strictObject({
  operations: z.array(operationSummaryAnswer),
  count,
  next: z.string().optional().describe('Give it as `next` to read on; absent at the end.'),
});

/** 202: the operation goes on. */
export const pendingAnswer = z.strictObject({
  operation_id: z.string(),
  task_id: z.string(),
  status: z.enum(OPERATION_STATUSES),
  message: z.string(),
});

export const cancelledOperationAnswer = z.strictObject({ message: z.string(), operation: operationAnswer });
