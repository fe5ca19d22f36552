import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { eventually } from './eventually';
import { type Fields, readFields, readMessages, readText } from './protobuf';

/** A span as it arrived. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  /** Empty at the beginning of a trace. */
  parentId: string;
  name: string;
  /** As OTLP counts them: 1 internal, 2 server, 3 client. */
  kind: number;
  /** Nanoseconds since 1970. */
  start: bigint;
  end: bigint;
  attributes: Record<string, string | number>;
  service: string;
  failed: boolean;
  statusText: string;
}

/** What traces are sent to: takes OTLP over HTTP in its binary form, as a collector does. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** The requests as they came, to look for what must not be in them. */
  readonly raw: Buffer[] = [];
  private readonly server: Server = createServer((req, res) => {
    void buffer(req).then((body) => {
      this.paths.add(`${req.method} ${req.url} ${req.headers['content-type']}`);
      this.raw.push(body);
      this.spans.push(...spansIn(body));
      res.setHeader('content-type', 'application/x-protobuf').end();
    });
  });
  readonly paths = new Set<string>();

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async end(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Waits for a span that is like this. */
  async span(like: Partial<ReceivedSpan>): Promise<ReceivedSpan> {
    return eventually(`a span ${JSON.stringify(like)}`, () =>
      this.spans.find((span) =>
        Object.entries(like).every(([key, value]) => span[key as keyof ReceivedSpan] === value),
      ),
    );
  }

  childrenOf({ spanId, traceId }: ReceivedSpan): ReceivedSpan[] {
    return this.spans.filter((span) => span.parentId === spanId && span.traceId === traceId);
  }
}

/** ExportTraceServiceRequest, see https://github.com/open-telemetry/opentelemetry-proto */
function spansIn(request: Buffer): ReceivedSpan[] {
  return readMessages(readFields(request), 1).flatMap((resourceSpans) => {
    const resource = readMessages(resourceSpans, 1)[0];
    const service = resource === undefined ? '' : (attributesIn(resource, 1)['service.name'] ?? '');
    return readMessages(resourceSpans, 2)
      .flatMap((scopeSpans) => readMessages(scopeSpans, 2))
      .map((span) => toSpan(span, String(service)));
  });
}

function toSpan(span: Fields, service: string): ReceivedSpan {
  const status = readMessages(span, 15)[0];
  return {
    traceId: hex(span, 1),
    spanId: hex(span, 2),
    parentId: hex(span, 4),
    name: readText(span, 5),
    kind: Number(span.get(6)?.[0] ?? 0),
    start: bigint(span, 7),
    end: bigint(span, 8),
    attributes: attributesIn(span, 9),
    service,
    failed: status !== undefined && Number(status.get(3)?.[0] ?? 0) === 2,
    statusText: status === undefined ? '' : readText(status, 2),
  };
}

function attributesIn(message: Fields, field: number): Record<string, string | number> {
  return Object.fromEntries(
    readMessages(message, field).map((pair) => {
      const value = readMessages(pair, 2)[0];
      const number = value?.get(3)?.[0];
      return [
        readText(pair, 1),
        number === undefined ? ((value && readText(value, 1)) ?? '') : Number(number),
      ];
    }),
  );
}

function hex(message: Fields, field: number): string {
  const value = message.get(field)?.[0];
  return Buffer.isBuffer(value) ? value.toString('hex') : '';
}

function bigint(message: Fields, field: number): bigint {
  const value = message.get(field)?.[0];
  return typeof value === 'bigint' ? value : 0n;
}
