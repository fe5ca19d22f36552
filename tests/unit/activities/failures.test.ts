import { toActivityFailure } from '../../../src/activities/failures';
import { EngineAnswerError } from '../../../src/docker/errors';

const full = new EngineAnswerError(500, 'mkdir /var/lib/docker/overlay2/x: no space left on device');

describe('a full disk', () => {
  it('ends a step of an operation at once, under its own code', () => {
    expect(toActivityFailure(full, 1, 'prepareReplacement')).toMatchObject({
      type: 'insufficient_disk',
      nonRetryable: true,
      message: `Docker says: ${full.message}`,
    });
  });

  it.each(['swapBack', 'reviveContainer', 'discardCreated'])(
    'is waited for on the way back, by %s',
    (step) => {
      expect(toActivityFailure(full, 1000, step)).toMatchObject({
        type: 'insufficient_disk',
        nonRetryable: false,
        nextRetryDelay: '5s',
      });
    },
  );
});

it('another failure of the engine is tried again a few times', () => {
  const error = new EngineAnswerError(500, 'something else');
  expect(toActivityFailure(error, 1, 'startContainer')).toMatchObject({ nonRetryable: false });
  expect(toActivityFailure(error, 5, 'startContainer')).toMatchObject({
    type: 'docker_failed',
    nonRetryable: true,
  });
});
