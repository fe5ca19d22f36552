import { randomUUID } from 'node:crypto';
import { type Answer, call } from '../../integration/support/client';
import { eventually } from '../../integration/support/eventually';
import { readOperation } from '../../integration/support/operations';
import type { JsonObject } from '../../../src/domain/json';
import type { ApiAction, ApiCall, End } from './api-actions';
import type { HandAction } from './hand-actions';
import { whatDiffers } from './invariants';
import type { RealVps } from './real-vps';
import type { VpsModel } from './vps-model';

/** Something that is done to one VPS, after which it must be what the model says. */
export interface Step {
  name: string;
  isPossible(model: VpsModel): boolean;
  /** @throws Error that says what is not as it should be */
  run(model: VpsModel, real: RealVps): Promise<void>;
}

/** How long a record may be behind what somebody did by hand. */
const FOLLOWS_WITHIN_MS = 20_000;

/** Whoever reads after the answer sees all of what was done: nothing is waited for. */
export async function expectNoDifference(model: VpsModel, real: RealVps): Promise<void> {
  const lines = await whatDiffers(model, real);
  if (lines.length > 0) throw new Error(lines.join('\n'));
}

/** A call, and its answer. */
export function asked(action: ApiAction): Step {
  return {
    name: action.name,
    isPossible: () => true,
    async run(model, real) {
      const { call: request, settle } = action.prepare(model);
      const end = await send(request);
      settle(model, end);
      noteEnd(model, end);
      if (!model.exists) real.forget();
      await expectNoDifference(model, real);
    },
  };
}

/** The same request twice under one key: one after the other, or both at once. */
export function askedTwice(action: ApiAction, atOnce: boolean): Step {
  return {
    name: `${action.name}, twice${atOnce ? ' at once' : ''} under one Idempotency-Key`,
    isPossible: () => true,
    async run(model, real) {
      const { call: request, settle } = action.prepare(model);
      const headers = { 'idempotency-key': randomUUID() };
      const first = send(request, headers);
      const ends = atOnce
        ? await Promise.all([first, send(request, headers)])
        : [await first, await send(request, headers)];
      const [one, two] = ends.map(({ status, code, body }) =>
        JSON.stringify([status, code, body['operation_id']]),
      );
      if (one !== two) throw new Error(`the same request was answered with ${one} and with ${two}`);
      const [end] = ends;
      if (end !== undefined) settle(model, end);
      if (end !== undefined) noteEnd(model, end);
      if (!model.exists) real.forget();
      await expectNoDifference(model, real);
    },
  };
}

/** Two calls at the same time: they are done one after the other, in an order that the operations tell. */
export function askedAtOnce(one: ApiAction, other: ApiAction): Step {
  return {
    name: `at once: ${one.name}; ${other.name}`,
    isPossible: ({ exists }) => exists,
    async run(model, real) {
      const prepared = [one, other].map((action) => action.prepare(model));
      const done = await Promise.all(
        prepared.map(async ({ call: request, settle }) => {
          const end = await send(request);
          return { settle, end, startedAt: await startOf(end) };
        }),
      );
      const performed = done
        .filter(({ startedAt }) => startedAt !== null)
        .sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
      const refused = done.filter(({ startedAt }) => startedAt === null);
      // What was refused at the border was so before the other one was done, or after.
      const early = refused.filter(({ settle, end }) => isRight(() => settle(model, end)));
      for (const { settle, end } of performed) {
        settle(model, end);
        noteEnd(model, end);
      }
      for (const each of refused) if (!early.includes(each)) each.settle(model, each.end);
      if (!model.exists) real.forget();
      await expectNoDifference(model, real);
    },
  };
}

/** Work by hand shows in the record after a moment. */
export function byHand(action: HandAction): Step {
  return {
    name: action.name,
    isPossible: (model) => model.exists && action.isPossible(model),
    async run(model, real) {
      await action.perform(model, real);
      let lines: string[] = [];
      try {
        await eventually(
          'the record follows',
          async () => {
            lines = await whatDiffers(model, real);
            return lines.length === 0;
          },
          { withinMs: FOLLOWS_WITHIN_MS },
        );
      } catch (error) {
        throw new Error(lines.join('\n'), { cause: error });
      }
    },
  };
}

export async function send(
  { method, path, body }: ApiCall,
  headers: Record<string, string> = {},
): Promise<End> {
  return endOf(await call(method, path, { ...(body !== undefined && { body }), headers }));
}

function endOf({ status, body }: Answer<JsonObject>): End {
  const { code } = body;
  return { status, code: status < 400 ? null : typeof code === 'string' ? code : 'no code', body };
}

/** Null for what never became an operation. */
async function startOf({ body }: End): Promise<number | null> {
  const id = body['operation_id'];
  if (typeof id !== 'string') return null;
  return Date.parse((await readOperation(id)).started_at ?? '');
}

function noteEnd(model: VpsModel, { code, body }: End): void {
  const id = body['operation_id'];
  if (typeof id === 'string') model.operations.set(id, code === null ? 'succeeded' : 'failed');
}

function isRight(expectation: () => void): boolean {
  try {
    expectation();
    return true;
  } catch {
    return false;
  }
}
