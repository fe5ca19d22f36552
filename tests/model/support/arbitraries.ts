import fc, { type Arbitrary, type AsyncCommand } from 'fast-check';
import type { JsonObject } from '../../../src/domain/json';
import * as api from './api-actions';
import type { ApiAction } from './api-actions';
import { cancelled, cancelledTooLate } from './cancel-steps';
import { type Fleet, OnEach, OnOne, type World } from './commands';
import * as hand from './hand-actions';
import type { HandAction } from './hand-actions';
import { asked, askedAtOnce, askedTwice, byHand, type Step } from './steps';

export const FLEET_SIZE = 3;
const STEPS = 10;

const which = fc.nat(2);
const name = fc.constantFrom('one', 'two words', 'drei', '"$HOME"');
const message = fc.constantFrom('before', 'a\nb', '${X} `id`', "it's");
const file = fc.constantFrom('a', 'b', 'c');
const content = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const flag = fc.boolean();

const words = fc.record({ name, message, pinned: flag }, { requiredKeys: [] });

/** Those that become an operation on a VPS that is there. */
const operation: Arbitrary<ApiAction> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(api.start()) },
  { weight: 1, arbitrary: fc.constant(api.pause()) },
  { weight: 1, arbitrary: fc.constant(api.resume()) },
  {
    weight: 3,
    arbitrary: fc.record({ snapshot: flag, message }, { requiredKeys: [] }).map((body) => api.stop(body)),
  },
  {
    weight: 5,
    arbitrary: fc
      .record({ name, message, pinned: flag, pause: flag }, { requiredKeys: [] })
      .map((body) => api.snapshot(body)),
  },
  { weight: 5, arbitrary: fc.option(flag, { nil: undefined }).map((safety) => api.restart(safety)) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(which, fc.constantFrom('restart' as const, 'restore' as const), flag)
      .map(([index, by, safety]) => api.restore(index, by, safety)),
  },
  { weight: 2, arbitrary: which.map((index) => api.deleteSnapshot(index)) },
  { weight: 1, arbitrary: fc.constant(api.deleteSnapshots()) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('delete' as const, 'keep' as const, null).map((fate) => api.deleteVps(fate)),
  },
);

/** Those that change the record alone. */
const patch: Arbitrary<ApiAction> = fc.oneof(
  fc
    .tuple(which, words)
    .filter(([, body]) => Object.keys(body).length > 0)
    .map(([index, body]) => api.patchSnapshot(index, body)),
  fc
    .record(
      { auto: fc.constantFrom(true, false, null), max: fc.constantFrom(1, 2, 3, 0, null) },
      { requiredKeys: [] },
    )
    .filter((body) => Object.keys(body).length > 0)
    .map((body) => api.patchPolicy(body)),
);

const byHands: Arbitrary<HandAction> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(file, content).map((each) => hand.write(...each)) },
  { weight: 3, arbitrary: fc.tuple(file, content).map((each) => hand.dockerCopy(...each)) },
  { weight: 1, arbitrary: file.map((each) => hand.erase(each)) },
  { weight: 1, arbitrary: fc.constant(hand.dockerStop()) },
  { weight: 1, arbitrary: fc.constant(hand.dockerStart()) },
  { weight: 1, arbitrary: fc.constant(hand.dockerRestart()) },
  { weight: 1, arbitrary: fc.constant(hand.dockerKill()) },
  { weight: 1, arbitrary: fc.constant(hand.dockerPause()) },
  { weight: 1, arbitrary: fc.constant(hand.dockerUnpause()) },
  { weight: 1, arbitrary: fc.nat(2).map((suffix) => hand.dockerRename(suffix)) },
  { weight: 1, arbitrary: fc.constant(hand.dockerRemove()) },
  { weight: 1, arbitrary: which.map((index) => hand.dockerRemoveImage(index)) },
  { weight: 1, arbitrary: fc.constantFrom(null, 'mine').map((tag) => hand.dockerCommit(tag)) },
  { weight: 1, arbitrary: fc.constant(hand.processEnds()) },
);

/** All that can be done to a VPS; `adoption` makes a container for it first. */
export function stepsWith(creation: JsonObject, adoption: () => Step): Arbitrary<Step> {
  const creations = fc
    .record(
      { start: fc.constantFrom(true, true, false), auto: flag, max: fc.constantFrom(2, 3) },
      {
        requiredKeys: ['start'],
      },
    )
    .map((wish) => api.create(creation, wish));
  const unlessThere = (step: Step): Step => ({ ...step, isPossible: ({ exists }) => !exists });
  const ifThere = (step: Step): Step => ({ ...step, isPossible: ({ exists }) => exists });
  return fc.oneof(
    { weight: 12, arbitrary: operation.map(asked).map(ifThere) },
    { weight: 4, arbitrary: patch.map(asked).map(ifThere) },
    { weight: 1, arbitrary: fc.oneof(operation, patch).map(asked).map(unlessThere) },
    { weight: 10, arbitrary: byHands.map(byHand) },
    {
      weight: 3,
      arbitrary: fc.tuple(operation, flag).map(([action, atOnce]) => ifThere(askedTwice(action, atOnce))),
    },
    { weight: 3, arbitrary: fc.tuple(operation, operation).map((pair) => askedAtOnce(...pair)) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(
          fc.oneof({ weight: 6, arbitrary: operation }, { weight: 1, arbitrary: creations }),
          fc.nat(STEPS),
        )
        .map(([action, at]) => cancelled(action, at)),
    },
    { weight: 1, arbitrary: fc.constant(cancelledTooLate()) },
    { weight: 5, arbitrary: creations.map((action) => unlessThere(asked(action))) },
    { weight: 1, arbitrary: creations.map(asked) },
    { weight: 2, arbitrary: fc.constant(unlessThere(adoption())) },
  );
}

export function commandsOf(
  step: Arbitrary<Step>,
  maxCommands: number,
): Arbitrary<Iterable<AsyncCommand<Fleet & object, World>>> {
  const index = fc.nat(FLEET_SIZE - 1);
  return fc.commands<Fleet & object, World, false>(
    [
      fc.tuple(index, step).map(([at, each]) => new OnOne(at, each)),
      fc.tuple(index, step).map(([at, each]) => new OnOne(at, each)),
      fc.array(step, { minLength: FLEET_SIZE, maxLength: FLEET_SIZE }).map((each) => new OnEach(each)),
    ],
    { maxCommands, size: 'max' },
  );
}
