import type { WorkflowClientInterceptor } from '@temporalio/client';
import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import type { ActivityInterceptorsFactory, InjectedSinks, WorkerOptions } from '@temporalio/worker';
import {
  formatTraceparent,
  TRACE_HEADER,
  type TraceAttributes,
  type TraceContext,
  traceInHeader,
  type TraceSinks,
  type WorkflowSpan,
} from '../domain/trace';
import { currentSpan, type OpenSpan, traced, type Tracer } from './tracing';

/** What a client asks for on behalf of something that is traced: a span, and its place in the trace as a header. */
export function traceClient(tracer: Tracer): WorkflowClientInterceptor {
  const call = async <I extends { headers: Headers }, O>(
    name: string,
    attributes: TraceAttributes,
    input: I,
    next: (input: I) => Promise<O>,
  ): Promise<O> => {
    const parent = currentSpan()?.context;
    if (parent === undefined) return next(input);
    return traced(tracer, { name, kind: 'client', parent, attributes }, (span) =>
      next({ ...input, headers: withTrace(input.headers, span) }),
    );
  };
  return {
    startWithDetails: (input, next) =>
      call(
        `StartWorkflow:${input.workflowType}`,
        { temporalWorkflowId: input.options.workflowId },
        input,
        next,
      ),
    startUpdate: (input, next) =>
      call(
        `StartWorkflowUpdate:${input.updateName}`,
        { temporalWorkflowId: input.workflowExecution.workflowId ?? '' },
        input,
        next,
      ),
  };
}

/**
 * What a worker needs so that its steps and workflows are spans of the traces that they belong to. Without a tracer it
 * drops what workflows tell: they do not know whether anybody listens.
 */
export function traceWorker(tracer: Tracer | undefined): Pick<WorkerOptions, 'interceptors' | 'sinks'> {
  const tell = (span: WorkflowSpan): void => {
    const { name, parent, span_id: spanId, started_at: startedAt, ended_at: at, attributes, error } = span;
    tracer?.open({ name, kind: 'internal', parent, spanId, startedAt, attributes }).end({ error, at });
  };
  const sinks: InjectedSinks<TraceSinks> = {
    holdfastTrace: { span: { fn: (_workflow, span) => tell(span) } },
  };
  return { sinks, ...(tracer !== undefined && { interceptors: { activity: [traceStep(tracer)] } }) };
}

/** One span for each attempt of a step that an operation asked for. */
function traceStep(tracer: Tracer): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      execute(input, next) {
        const parent = traceIn(input.headers);
        if (parent === undefined) return next(input);
        const workflowId = info.workflowExecution?.workflowId;
        return traced(
          tracer,
          {
            name: `RunActivity:${info.activityType}`,
            kind: 'internal',
            parent,
            attributes: {
              temporalActivityId: info.activityId,
              'holdfast.attempt': info.attempt,
              'holdfast.task_queue': info.taskQueue,
              ...(workflowId !== undefined && { temporalWorkflowId: workflowId }),
            },
          },
          () => next(input),
        );
      },
    },
  });
}

/** Never fails: what somebody else put there is no reason for a step not to be done. */
function traceIn(headers: Headers): TraceContext | undefined {
  const payload = headers[TRACE_HEADER];
  try {
    return payload === undefined ? undefined : traceInHeader(defaultPayloadConverter.fromPayload(payload));
  } catch {
    return undefined;
  }
}

function withTrace(headers: Headers, { context }: OpenSpan): Headers {
  const content = { traceparent: formatTraceparent(context) };
  return { ...headers, [TRACE_HEADER]: defaultPayloadConverter.toPayload(content) };
}
