import { toActivityFailure } from '../../../src/activities/failures';
import { Strikes } from '../../../src/activities/strikes';
import { EngineAnswerError, EngineUnreachableError } from '../../../src/docker/errors';

const tried = (step: string, times: number) => ({ step, attempt: times, failures: times });
const full = new EngineAnswerError(500, 'mkdir /var/lib/docker/overlay2/x: no space left on device');

describe('a full disk', () => {
  it('ends a step of an operation at once, under its own code', () => {
    expect(toActivityFailure(full, tried('prepareReplacement', 1))).toMatchObject({
      type: 'insufficient_disk',
      nonRetryable: true,
      message: `Docker says: ${full.message}`,
    });
  });

  it.each(['swapBack', 'reviveContainer', 'discardCreated'])(
    'is waited for on the way back, by %s',
    (step) => {
      expect(toActivityFailure(full, tried(step, 1000))).toMatchObject({
        type: 'insufficient_disk',
        nonRetryable: false,
        nextRetryDelay: '5s',
      });
    },
  );
});

it('another failure of the engine is tried again a few times', () => {
  const error = new EngineAnswerError(500, 'something else');
  expect(toActivityFailure(error, tried('startContainer', 1))).toMatchObject({ nonRetryable: false });
  expect(toActivityFailure(error, tried('startContainer', 5))).toMatchObject({
    type: 'docker_failed',
    nonRetryable: true,
  });
});

it('attempts that found no engine do not count', () => {
  const away = new EngineUnreachableError('nobody answers', false);
  expect(toActivityFailure(away, { step: 'startContainer', attempt: 1000, failures: 0 })).toMatchObject({
    type: 'engine_unreachable',
    nonRetryable: false,
  });
  const error = new EngineAnswerError(500, 'just back');
  expect(toActivityFailure(error, { step: 'startContainer', attempt: 1001, failures: 1 })).toMatchObject({
    nonRetryable: false,
    nextRetryDelay: '1s',
  });
});

describe('strikes', () => {
  it('are counted for each step by itself, until it succeeds', () => {
    const strikes = new Strikes();
    expect([strikes.add('a'), strikes.add('a'), strikes.add('b')]).toEqual([1, 2, 1]);
    strikes.forget('a');
    expect([strikes.of('a'), strikes.of('b')]).toEqual([0, 1]);
  });

  it('are not kept without end: the oldest go', () => {
    const strikes = new Strikes();
    for (let step = 0; step < 10_001; step++) strikes.add(String(step));
    expect([strikes.of('0'), strikes.of('1'), strikes.of('10000')]).toEqual([0, 1, 1]);
  });
});
