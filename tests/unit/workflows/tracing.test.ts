import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import type {
  ContinueAsNewInput,
  StartChildWorkflowExecutionInput,
  UpdateInput,
  WorkflowExecuteInput,
} from '@temporalio/workflow';
import { TRACE_HEADER, traceInHeader, type WorkflowSpan } from '../../../src/domain/trace';
import { traceEntity } from '../../../src/workflows/tracing';

const FIRST = `00-${'1'.repeat(32)}-${'a'.repeat(16)}-01`;
const SECOND = `00-${'2'.repeat(32)}-${'b'.repeat(16)}-01`;
const idOf = (suffix: string) => `snapshot:web-1:${suffix}`;

const headersOf = (traceparent?: string): Headers =>
  traceparent === undefined ? {} : { [TRACE_HEADER]: defaultPayloadConverter.toPayload({ traceparent }) };

/** One run of an entity's workflow, as the SDK calls the interceptors. */
class Run {
  readonly told: WorkflowSpan[] = [];
  private readonly interceptors = traceEntity((span) => this.told.push(span));

  begin(queue: string[], headers: Headers): void {
    const input = {
      args: [{ queue: queue.map((id) => ({ id })) }],
      headers,
    } as unknown as WorkflowExecuteInput;
    void this.interceptors.inbound?.[0]?.execute?.(input, async () => undefined);
  }

  submit(id: string, traceparent?: string): void {
    const headers = headersOf(traceparent);
    const input = { name: 'submitOperation', args: [{ id }], headers } as unknown as UpdateInput;
    void this.interceptors.inbound?.[0]?.handleUpdate?.(input, async () => undefined);
  }

  /** The trace that the child is given. */
  start(workflowId: string): string | undefined {
    let given: Headers = {};
    const input = { workflowType: 'createSnapshot', options: { workflowId }, headers: {} };
    void this.interceptors.outbound?.[0]?.startChildWorkflowExecution?.(
      input as unknown as StartChildWorkflowExecutionInput,
      async ({ headers }) => {
        given = headers;
        return [Promise.resolve(''), Promise.resolve()];
      },
    );
    const header = given[TRACE_HEADER];
    return header && traceInHeader(defaultPayloadConverter.fromPayload(header))?.trace_id;
  }

  /** The headers that the next run is given. */
  continueAsNew(): Headers {
    let given: Headers = {};
    void this.interceptors.outbound?.[0]?.continueAsNew?.(
      { headers: {} } as unknown as ContinueAsNewInput,
      async ({ headers }) => {
        given = headers;
        return undefined as never;
      },
    );
    return given;
  }
}

describe("a VPS's entity gives each operation the trace of its request", () => {
  it('whatever their order is, and tells how long each waited', () => {
    const run = new Run();
    run.begin([], {});
    run.submit(idOf('first'), FIRST);
    run.submit(idOf('untraced'));
    run.submit(idOf('second'), SECOND);
    expect(run.start(idOf('untraced'))).toBeUndefined();
    expect(run.start(idOf('second'))).toBe('2'.repeat(32));
    expect(run.start(idOf('first'))).toBe('1'.repeat(32));
    expect(run.told.map(({ parent }) => parent.trace_id)).toEqual(['2'.repeat(32), '1'.repeat(32)]);
  });

  it('also of the one that it was started with', () => {
    const run = new Run();
    run.begin([idOf('first')], headersOf(FIRST));
    expect(run.start(idOf('first'))).toBe('1'.repeat(32));
  });

  it('of the first request, when that is repeated', () => {
    const run = new Run();
    run.begin([], {});
    run.submit(idOf('first'), FIRST);
    run.submit(idOf('first'), SECOND);
    expect(run.start(idOf('first'))).toBe('1'.repeat(32));
  });

  it('also of those that wait while it continues as new', () => {
    const before = new Run();
    before.begin([], {});
    for (const [id, trace] of [['first', FIRST] as const, ['second', SECOND] as const])
      before.submit(idOf(id), trace);
    before.start(idOf('first'));
    const after = new Run();
    after.begin([idOf('second')], before.continueAsNew());
    expect(after.start(idOf('first'))).toBeUndefined();
    expect(after.start(idOf('second'))).toBe('2'.repeat(32));
    expect(after.continueAsNew()).toEqual({});
  });

  it('and is not disturbed by a header that is none', () => {
    const run = new Run();
    run.begin([idOf('first')], { [TRACE_HEADER]: { data: new Uint8Array([1]) } });
    expect(run.start(idOf('first'))).toBeUndefined();
  });
});
