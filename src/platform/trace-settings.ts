import { z } from 'zod';
import { setting, text } from './setting-types';

/** Those of OpenTelemetry's standard variables that decide something here; its exporter reads its own besides. */
export const TRACE_SETTINGS = {
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    z.url({ protocol: /^https?$/ }).optional(),
    '',
    'all',
    'Where traces are sent, as OTLP over HTTP (protobuf): the base address, such as `http://127.0.0.1:4318`. Without it nothing is traced. The other `OTEL_EXPORTER_OTLP_*` variables (headers, timeout, certificates) and `OTEL_RESOURCE_ATTRIBUTES` have their standard meaning.',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: setting(
    z.url({ protocol: /^https?$/ }).optional(),
    '',
    'all',
    'The same as a whole address, such as `http://127.0.0.1:4318/v1/traces`; it goes first.',
  ),
  OTEL_SERVICE_NAME: setting(
    text.optional(),
    'holdfast-api, holdfast-worker',
    'all',
    'The `service.name` of the spans.',
  ),
} as const;
