import { AsyncLocalStorage } from 'node:async_hooks';
import type { TraceAttributes, TraceContext } from '../domain/trace';
import type { Logger } from './log';
import type { Settings } from './settings';

/** How a process tells what it did, as spans of traces. */
export interface Tracer {
  open(span: SpanStart): OpenSpan;
  /** Sends what has not been sent; for a few seconds at most. */
  close(): Promise<void>;
}

export interface SpanStart {
  name: string;
  kind: 'server' | 'client' | 'internal';
  /** Without one, a trace begins. */
  parent?: TraceContext | undefined;
  /** Its own id, when others know it already. */
  spanId?: string | undefined;
  /** Milliseconds since 1970; now, unless given. */
  startedAt?: number;
  attributes?: TraceAttributes;
}

export interface OpenSpan {
  context: TraceContext;
  set(attributes: TraceAttributes): void;
  /** @param how `error` is a code: texts may have anything in them, so none goes into a trace */
  end(how?: { error?: string | undefined; at?: number }): void;
}

type TracingSettings = Pick<
  Settings,
  | 'OTEL_EXPORTER_OTLP_ENDPOINT'
  | 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'
  | 'OTEL_SERVICE_NAME'
  | 'HOLDFAST_RUNNER'
>;

/** What is being done, through all that it waits for. */
const current = new AsyncLocalStorage<OpenSpan>();

/** Undefined unless the settings name somebody to send traces to: then nothing of OpenTelemetry is even loaded. */
export async function startTracing(
  settings: TracingSettings,
  process: { service: string; attributes?: TraceAttributes },
  log: Logger,
): Promise<Tracer | undefined> {
  const endpoint = settings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? settings.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return undefined;
  const { createTracer } = await import('./open-telemetry.js');
  const service = settings.OTEL_SERVICE_NAME ?? process.service;
  return createTracer({ ...process.attributes, 'service.name': service }, log);
}

export function currentSpan(): OpenSpan | undefined {
  return current.getStore();
}

export function within<T>(span: OpenSpan, work: () => T): T {
  return current.run(span, work);
}

/** A span around some work, which ends when that does. */
export async function traced<T>(
  tracer: Tracer,
  start: SpanStart,
  work: (span: OpenSpan) => Promise<T>,
): Promise<T> {
  const span = tracer.open(start);
  try {
    const result = await within(span, () => work(span));
    span.end();
    return result;
  } catch (error) {
    span.end({ error: errorCode(error) });
    throw error;
  }
}

/** A failure's type, where it has one, as those of Temporal do: the code of the error catalogue. */
function errorCode(error: unknown): string {
  const { type, name } = (error ?? {}) as { type?: unknown; name?: unknown };
  if (typeof type === 'string' && type !== '') return type;
  return typeof name === 'string' ? name : 'Error';
}
