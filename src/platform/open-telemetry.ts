import {
  type Attributes,
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, RandomIdGenerator, TracerProvider } from '@opentelemetry/sdk-trace';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TraceContext } from '../domain/trace';
import type { Logger } from './log';
import type { OpenSpan, SpanStart, Tracer } from './tracing';

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL };
/** A receiver that is away must not keep a process from ending. */
const CLOSE_MS = 3000;
/** So much later at most a span is sent; those of a process that is killed meanwhile are lost. */
const SEND_EVERY_MS = 1000;
/** A receiver that is away is no reason to fill the log. */
const QUIET_MS = 60_000;
const DETAIL_LENGTH = 500;

/** Sends spans by OTLP over HTTP, where the standard variables (`OTEL_EXPORTER_OTLP_*`) say. */
export function createTracer(resource: Attributes, log: Logger): Tracer {
  let quietUntil = 0;
  const note = (message: string): void => {
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + QUIET_MS;
    log.warn({ detail: message.slice(0, DETAIL_LENGTH) }, 'traces cannot be sent');
  };
  const silent = (): void => undefined;
  diag.setLogger(
    { error: note, warn: note, info: silent, debug: silent, verbose: silent },
    DiagLogLevel.WARN,
  );
  const ids = new RandomIdGenerator();
  let given: string | undefined;
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(detectResources({ detectors: [envDetector] }))
      .merge(resourceFromAttributes(resource)),
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), scheduledDelayMillis: SEND_EVERY_MS }),
    ],
    idGenerator: {
      generateTraceId: () => ids.generateTraceId(),
      generateSpanId: () => given ?? ids.generateSpanId(),
    },
  });
  const tracer = provider.getTracer('holdfast');
  return {
    open({ name, kind, parent, spanId, startedAt, attributes = {} }: SpanStart): OpenSpan {
      given = spanId;
      const options = {
        kind: KINDS[kind],
        attributes,
        ...(startedAt !== undefined && { startTime: startedAt }),
      };
      const span = tracer.startSpan(name, options, contextOf(parent));
      given = undefined;
      const { traceId: trace_id, spanId: span_id, traceFlags } = span.spanContext();
      return {
        context: { trace_id, span_id, sampled: (traceFlags & 1) !== 0 },
        set: (more) => void span.setAttributes(more),
        end: ({ error, at } = {}) => {
          if (error !== undefined) {
            span.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR });
          }
          span.end(at);
        },
      };
    },
    close: async () => {
      const closed = provider.shutdown().catch((error: unknown) => note(String(error)));
      await Promise.race([closed, sleep(CLOSE_MS, undefined, { ref: false })]);
    },
  };
}

function contextOf(parent: TraceContext | undefined) {
  if (parent === undefined) return ROOT_CONTEXT;
  const { trace_id: traceId, span_id: spanId, sampled } = parent;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: sampled ? 1 : 0, isRemote: true });
}
