import { ApplicationFailure, defaultPayloadConverter, type Headers } from '@temporalio/common';
import {
  type ContinueAsNewInput,
  isCancellation,
  proxySinks,
  workflowInfo,
  type WorkflowInterceptors,
} from '@temporalio/workflow';
import { parseOperationId } from '../domain/names';
import {
  formatTraceparent,
  parseTraceparent,
  spanIdOfRun,
  TRACE_HEADER,
  type TraceContext,
  traceInHeader,
  type TraceSinks,
  WAITING_TRACES_HEADER,
  type WorkflowSpan,
} from '../domain/trace';
import type { OperationInput, VpsInput } from './vps-state';
import { submitOperation } from './vps-messages';

/**
 * Traces through workflows: takes the trace of a request from Temporal's headers and hands it on, from the entity's
 * update to the operation and from the operation to its steps. The build puts this into the bundle whether anything is
 * traced or not; without a trace in the headers it does nothing.
 *
 * A workflow decides the same with it and without it, so that executions go on when tracing is switched on or off. Each
 * interceptor returns the very promise that it was given, and none waits, draws random numbers, or makes a command:
 * see docs/decisions/0004-traces.md.
 */
export function interceptors(): WorkflowInterceptors {
  return workflowInfo().workflowType === 'vps' ? traceEntity(tell) : traceOperation();
}

/** An operation: one span for its whole run, of which its steps are children. */
function traceOperation(): WorkflowInterceptors {
  let own: TraceContext | undefined;
  const pass = <I extends { headers: Headers }>(input: I): I =>
    own === undefined ? input : { ...input, headers: withTrace(input.headers, own) };
  return {
    inbound: [
      {
        execute(input, next) {
          const parent = traceIn(input.headers);
          if (parent === undefined) return next(input);
          own = { ...parent, span_id: spanIdOfRun(workflowInfo().runId) };
          const run = next(input);
          run.then(
            () => tellRun(parent),
            (error: unknown) => tellRun(parent, codeOf(error)),
          );
          return run;
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(pass(input)),
        startChildWorkflowExecution: (input, next) => next(pass(input)),
      },
    ],
  };
}

function tellRun(parent: TraceContext, error?: string): void {
  const { workflowType, workflowId, runId, startTime } = workflowInfo();
  tell({
    name: `RunWorkflow:${workflowType}`,
    parent,
    span_id: spanIdOfRun(runId),
    started_at: startTime.getTime(),
    ended_at: Date.now(),
    attributes: { temporalWorkflowId: workflowId, run_id: runId, ...operationAttributes(workflowId) },
    ...(error !== undefined && { error }),
  });
}

/** The trace of an operation that waits for its turn. */
interface WaitingTrace {
  trace: TraceContext;
  /** When it was accepted; milliseconds since 1970. */
  since: number;
}

/** A VPS's entity: it lives for years and has no span of its own; each operation that it starts belongs to its request. */
export function traceEntity(tellSpan: (span: WorkflowSpan) => void): WorkflowInterceptors {
  const waiting = new Map<string, WaitingTrace>();
  const wait = (operationId: string, trace: TraceContext | undefined, since = Date.now()): void => {
    if (trace !== undefined && !waiting.has(operationId)) waiting.set(operationId, { trace, since });
  };
  return {
    inbound: [
      {
        execute(input, next) {
          for (const [id, trace, since] of carriedOver(input.headers)) wait(id, trace, since);
          const [{ queue }] = input.args as [VpsInput];
          for (const { id } of queue) wait(id, traceIn(input.headers));
          return next(input);
        },
        handleUpdate(input, next) {
          if (input.name === submitOperation.name) {
            const [{ id }] = input.args as [OperationInput['request']];
            wait(id, traceIn(input.headers));
          }
          return next(input);
        },
      },
    ],
    outbound: [
      {
        startChildWorkflowExecution(input, next) {
          const operationId = input.options.workflowId;
          const found = waiting.get(operationId);
          if (found === undefined) return next(input);
          waiting.delete(operationId);
          tellSpan(waitOf(operationId, input.workflowType, found));
          return next({ ...input, headers: withTrace(input.headers, found.trace) });
        },
        continueAsNew: (input, next) => next(carryOver(input, waiting)),
      },
    ],
  };
}

function waitOf(operationId: string, workflowType: string, { trace, since }: WaitingTrace): WorkflowSpan {
  return {
    name: `WaitInQueue:${workflowType}`,
    parent: trace,
    started_at: since,
    ended_at: Date.now(),
    attributes: operationAttributes(operationId),
  };
}

function carryOver(
  input: ContinueAsNewInput,
  waiting: ReadonlyMap<string, WaitingTrace>,
): ContinueAsNewInput {
  if (waiting.size === 0) return input;
  const entries = [...waiting].map(([id, { trace, since }]) => [id, formatTraceparent(trace), since]);
  return {
    ...input,
    headers: { ...input.headers, [WAITING_TRACES_HEADER]: defaultPayloadConverter.toPayload(entries) },
  };
}

function carriedOver(headers: Headers): [string, TraceContext | undefined, number][] {
  const entries = (contentOf(headers, WAITING_TRACES_HEADER) ?? []) as [string, string, number][];
  return entries.map(([id, traceparent, since]) => [id, parseTraceparent(traceparent), since]);
}

/** Not during a replay: then the worker has been told before. */
function tell(span: WorkflowSpan): void {
  proxySinks<TraceSinks>().holdfastTrace.span(span);
}

function traceIn(headers: Headers): TraceContext | undefined {
  return traceInHeader(contentOf(headers, TRACE_HEADER));
}

/** Never fails: what somebody else put there is no reason for an operation not to be done. */
function contentOf(headers: Headers, name: string): unknown {
  const payload = headers[name];
  try {
    return payload === undefined ? undefined : defaultPayloadConverter.fromPayload(payload);
  } catch {
    return undefined;
  }
}

function withTrace(headers: Headers, trace: TraceContext): Headers {
  const content = { traceparent: formatTraceparent(trace) };
  return { ...headers, [TRACE_HEADER]: defaultPayloadConverter.toPayload(content) };
}

function operationAttributes(workflowId: string): Record<string, string> {
  const operation = parseOperationId(workflowId);
  if (operation === undefined) return {};
  return { 'holdfast.operation_id': workflowId, 'holdfast.task_id': operation.taskId };
}

function codeOf(error: unknown): string {
  if (isCancellation(error)) return 'cancelled';
  if (error instanceof ApplicationFailure) return error.type ?? 'ApplicationFailure';
  return error instanceof Error ? error.name : 'Error';
}
