/**
 * A place in a trace, as W3C writes it (`traceparent`, https://www.w3.org/TR/trace-context/). It is all of a trace that
 * passes through Temporal: no state and no baggage, which would be somebody's text.
 */

/** The header of Temporal's calls that has it, under the name that Temporal's own SDKs use. */
export const TRACE_HEADER = '_tracer-data';
/** The header in which a VPS's entity hands those of waiting operations to its next run, by operation id. */
export const WAITING_TRACES_HEADER = 'holdfast-waiting-traces';

export interface TraceContext {
  /** 32 hexadecimal digits. */
  trace_id: string;
  /** 16 hexadecimal digits. */
  span_id: string;
  /** Whether it is recorded: decided where the trace begins. */
  sampled: boolean;
}

const TRACEPARENT = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-.*)?$/;
const SAMPLED = 1;

export function formatTraceparent({ trace_id, span_id, sampled }: TraceContext): string {
  return `00-${trace_id}-${span_id}-0${sampled ? SAMPLED : 0}`;
}

/** Undefined for anything that is not one. */
export function parseTraceparent(given: unknown): TraceContext | undefined {
  const match = typeof given === 'string' && given.length <= 256 ? TRACEPARENT.exec(given) : null;
  const [, version, traceId = '', spanId = '', flags = ''] = match ?? [];
  if (version === undefined || version === 'ff') return undefined;
  if (/^0*$/.test(traceId) || /^0*$/.test(spanId)) return undefined;
  return { trace_id: traceId, span_id: spanId, sampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}

/** What a header of Temporal's carries, as other SDKs fill it too. Undefined when there is no trace in it. */
export function traceInHeader(content: unknown): TraceContext | undefined {
  const { traceparent } = (content ?? {}) as { traceparent?: unknown };
  return parseTraceparent(traceparent);
}

/**
 * The span of one run of a workflow: made of its id, so that it is the same wherever and however often the run is
 * replayed. It takes the half of the id that is random.
 */
export function spanIdOfRun(runId: string): string {
  return runId.replaceAll('-', '').slice(-16);
}

export type TraceAttributes = Record<string, string | number | boolean>;

/** A span that a workflow has to tell of; times in milliseconds since 1970. */
export interface WorkflowSpan {
  name: string;
  parent: TraceContext;
  /** Its own id, when others know it as their parent. */
  span_id?: string;
  started_at: number;
  ended_at: number;
  attributes: TraceAttributes;
  /** With what it failed: a code, never a text. */
  error?: string;
}

/** How a workflow's spans reach the worker: as a sink of the SDK's. */
export type TraceSinks = {
  holdfastTrace: { span(span: WorkflowSpan): void };
};
