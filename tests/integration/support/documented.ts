import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { OpenAPIObject, OperationObject, ResponseObject } from 'openapi3-ts/oas31';
import { stack } from '../../support/stack';

const METHODS = ['get', 'post', 'patch', 'delete'] as const;
/** Words of the document that say nothing about what is valid. */
const PLAIN_WORDS = ['components', 'example'];

interface DocumentedOperation {
  method: (typeof METHODS)[number];
  path: string;
  operation: OperationObject;
}

export interface DocumentedCall {
  path?: Record<string, string>;
  query?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A client that knows nothing of Holdfast but its OpenAPI document, and takes no answer that is not in there. */
export class DocumentedApi {
  /** `operationId status` of every call that was made. */
  readonly seen = new Set<string>();
  private readonly operations = new Map<string, DocumentedOperation>();
  private readonly ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(document: OpenAPIObject) {
    addFormats(this.ajv);
    this.ajv.addVocabulary(PLAIN_WORDS);
    this.ajv.addSchema({ $id: 'document', components: document.components });
    for (const [path, item] of Object.entries(document.paths ?? {})) {
      for (const method of METHODS) {
        const operation = item[method];
        if (operation?.operationId !== undefined)
          this.operations.set(operation.operationId, { method, path, operation });
      }
    }
  }

  get operationIds(): string[] {
    return [...this.operations.keys()];
  }

  /** Makes a call and checks status, content type, headers and body of the answer; returns the body. */
  async call<T>(operationId: string, status: number, call: DocumentedCall = {}): Promise<T> {
    const response = await this.send(operationId, call);
    const text = await response.text();
    const what = `${operationId} ${response.status} ${text.slice(0, 1000)}`;
    if (response.status !== status) throw new Error(`not ${status}: ${what}`);
    const answer = this.answerOf(operationId, status);
    for (const name of Object.keys(answer.headers ?? {})) {
      if (name === 'Preference-Applied' && call.headers?.['prefer'] === undefined) continue;
      if (!response.headers.has(name)) throw new Error(`the header ${name} is missing: ${what}`);
    }
    this.seen.add(`${operationId} ${status}`);
    const type = response.headers.get('content-type')?.split(';')[0];
    if (answer.content === undefined) {
      expect({ type, text }).toEqual({ type: undefined, text: '' });
      return undefined as T;
    }
    if (type === undefined || answer.content[type] === undefined)
      throw new Error(`${type} is not documented: ${what}`);
    if (!type.endsWith('json')) return text as T;
    const body = JSON.parse(text) as T;
    const where = `#/paths/${escape(this.pathOf(operationId))}/${status}/${escape(type)}`;
    this.check(where, answer.content[type].schema as object, body, what);
    return body;
  }

  /** The events of a stream, each of them checked; it hangs up when they are no longer read. */
  async *stream(operationId: string, call: DocumentedCall = {}): AsyncGenerator<SeenEvent, void> {
    const hangUp = new AbortController();
    const response = await this.send(operationId, call, hangUp.signal);
    expect({ operationId, status: response.status }).toEqual({ operationId, status: 200 });
    const documented = this.answerOf(operationId, 200).content?.['text/event-stream'] as {
      'x-events': Record<string, object>;
    };
    this.seen.add(`${operationId} 200`);
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        const messages = text.split('\n\n');
        text = messages.pop() ?? '';
        for (const message of messages) {
          const event = parseEvent(message);
          if (event === undefined) continue;
          const schema = documented['x-events'][event.type];
          if (schema === undefined) throw new Error(`the event ${event.type} is not documented`);
          this.check(`${operationId} ${event.type}`, schema, event.data, JSON.stringify(event));
          yield event;
        }
      }
    } finally {
      hangUp.abort();
    }
  }

  private async send(
    operationId: string,
    { path = {}, query = '', body, headers = {} }: DocumentedCall,
    signal?: AbortSignal,
  ): Promise<Response> {
    const { method, path: template } = this.of(operationId);
    const url = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
    return fetch(`${stack().apiUrl}${url}${query}`, {
      method: method.toUpperCase(),
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
  }

  private check(key: string, schema: object, body: unknown, what: string): void {
    let validate = this.validators.get(key);
    if (validate === undefined) {
      validate = this.ajv.compile(fromDocument(schema) as object);
      this.validators.set(key, validate);
    }
    if (!validate(body)) throw new Error(`${this.ajv.errorsText(validate.errors)}: ${what}`);
  }

  private answerOf(operationId: string, status: number): ResponseObject {
    const answers = this.of(operationId).operation.responses as { [status: string]: ResponseObject };
    const answer = answers[String(status)];
    if (answer === undefined) throw new Error(`${operationId} is not documented to answer ${status}`);
    return answer;
  }

  private pathOf(operationId: string): string {
    const { method, path } = this.of(operationId);
    return `${method} ${path}`;
  }

  private of(operationId: string): DocumentedOperation {
    const found = this.operations.get(operationId);
    if (found === undefined) throw new Error(`${operationId} is not documented`);
    return found;
  }
}

export interface SeenEvent {
  id: string | undefined;
  type: string;
  data: unknown;
}

function parseEvent(message: string): SeenEvent | undefined {
  const fields = new Map(
    message
      .split('\n')
      .filter((line) => !line.startsWith(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const type = fields.get('event');
  if (type === undefined) return undefined;
  return { id: fields.get('id'), type, data: JSON.parse(fields.get('data') ?? '') as unknown };
}

/** The references of a part of the document, when it stands alone. */
function fromDocument(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/')) as unknown;
}

function escape(text: string): string {
  return encodeURIComponent(text);
}
