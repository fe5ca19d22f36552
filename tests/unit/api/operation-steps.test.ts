import { defaultPayloadConverter } from '@temporalio/client';
import { readSteps } from '../../../src/api/temporal/operation-steps';

type History = Parameters<typeof readSteps>[0];
type Events = NonNullable<History['events']>;

const at = (second: number) => ({ seconds: 1_767_225_600 + second, nanos: 500_000_000 }) as never;
const long = (value: number) => value as never;

function scheduled(id: number, name: string, summary?: string): Events[number] {
  return {
    eventId: long(id),
    eventTime: at(id),
    activityTaskScheduledEventAttributes: { activityId: `a${id}`, activityType: { name } },
    ...(summary !== undefined && {
      userMetadata: { summary: defaultPayloadConverter.toPayload(summary) },
    }),
  };
}

describe('the steps of an operation', () => {
  it('are those of its history, in order, with what they are for', () => {
    const steps = readSteps(
      {
        events: [
          { eventId: long(1), eventTime: at(1), workflowExecutionStartedEventAttributes: {} },
          scheduled(5, 'stopContainer', 'Stop the VPS'),
          {
            eventId: long(6),
            eventTime: at(6),
            activityTaskStartedEventAttributes: { scheduledEventId: long(5), attempt: 2 },
          },
          {
            eventId: long(7),
            eventTime: at(7),
            activityTaskCompletedEventAttributes: { scheduledEventId: long(5) },
          },
          scheduled(8, 'commitSnapshot'),
        ],
      },
      [],
    );
    expect(steps).toEqual([
      {
        name: 'stopContainer',
        summary: 'Stop the VPS',
        status: 'succeeded',
        scheduled_at: '2026-01-01T00:00:05.500Z',
        started_at: '2026-01-01T00:00:06.500Z',
        ended_at: '2026-01-01T00:00:07.500Z',
        attempts: 2,
      },
      {
        name: 'commitSnapshot',
        summary: null,
        status: 'waiting',
        scheduled_at: '2026-01-01T00:00:08.500Z',
        started_at: null,
        ended_at: null,
        attempts: 0,
      },
    ]);
  });

  it('say why one failed', () => {
    const failure = { message: 'disk full', applicationFailureInfo: { type: 'insufficient_disk' } };
    const failed = { scheduledEventId: long(5), failure };
    const [step] = readSteps(
      {
        events: [
          scheduled(5, 'commitSnapshot'),
          { eventId: long(6), eventTime: at(6), activityTaskFailedEventAttributes: failed },
        ],
      },
      [],
    );
    expect(step).toMatchObject({
      status: 'failed',
      error: { code: 'insufficient_disk', detail: 'disk full' },
    });
  });

  it.each([
    ['that nobody has begun waits', { state: 1, attempt: 1 }, { status: 'waiting', attempts: 0 }],
    ['that is being done runs', { state: 2, attempt: 3 }, { status: 'running', attempts: 3 }],
    [
      'that failed and waits to be tried again says why',
      { state: 1, attempt: 4, lastFailure: { message: 'engine away' } },
      { status: 'retrying', attempts: 4, error: { code: null, detail: 'engine away' } },
    ],
  ])('one %s', (_what, pending, shown) => {
    const [step] = readSteps({ events: [scheduled(5, 'commitSnapshot')] }, [
      { activityId: 'a5', ...pending },
    ]);
    expect(step).toMatchObject(shown);
  });

  it('that have ended are not changed by what is pending', () => {
    const completed = { scheduledEventId: long(5) };
    const [step] = readSteps(
      {
        events: [
          scheduled(5, 'commitSnapshot'),
          { eventId: long(6), eventTime: at(6), activityTaskCompletedEventAttributes: completed },
        ],
      },
      [{ activityId: 'a5', state: 2, attempt: 1 }],
    );
    expect(step?.status).toBe('succeeded');
  });

  describe('of several phases', () => {
    const phases = [
      {
        name: 'stopContainer',
        summary: 'Stop the VPS',
        started_at: '2026-01-01T00:00:06.000Z',
        ended_at: '2026-01-01T00:00:07.000Z',
      },
      {
        name: 'swapIn',
        summary: 'Start the replacement',
        started_at: '2026-01-01T00:00:07.000Z',
        ended_at: null,
      },
    ];
    const payloads = (content: object) => ({ payloads: [defaultPayloadConverter.toPayload(content)] });
    const asked = scheduled(5, 'replaceContainer', 'Replace the container');
    const stop = {
      name: 'stopContainer',
      summary: 'Stop the VPS',
      status: 'succeeded',
      scheduled_at: '2026-01-01T00:00:05.500Z',
      started_at: '2026-01-01T00:00:06.000Z',
      ended_at: '2026-01-01T00:00:07.000Z',
    };
    const swapIn = {
      name: 'swapIn',
      summary: 'Start the replacement',
      scheduled_at: '2026-01-01T00:00:07.000Z',
      started_at: '2026-01-01T00:00:07.000Z',
    };

    it('are that many steps, as its result tells', () => {
      const completed = {
        eventId: long(6),
        eventTime: at(9),
        activityTaskCompletedEventAttributes: { scheduledEventId: long(5), result: payloads({ phases }) },
      };
      expect(readSteps({ events: [asked, completed] }, [])).toEqual([
        { ...stop, attempts: 0 },
        { ...swapIn, status: 'succeeded', ended_at: '2026-01-01T00:00:09.500Z', attempts: 0 },
      ]);
    });

    it('fail in the last of them, as the failure tells', () => {
      const failed = {
        eventId: long(6),
        eventTime: at(9),
        activityTaskFailedEventAttributes: {
          scheduledEventId: long(5),
          failure: {
            message: 'no',
            applicationFailureInfo: { type: 'docker_failed', details: payloads({ phases }) },
          },
        },
      };
      expect(readSteps({ events: [asked, failed] }, [])).toMatchObject([
        stop,
        { ...swapIn, status: 'failed', error: { code: 'docker_failed', detail: 'no' } },
      ]);
      expect(readSteps({ events: [asked, failed] }, [])[0]).not.toHaveProperty('error');
    });

    it('are at work in the last of them, as the heartbeat tells', () => {
      const pending = {
        activityId: 'a5',
        state: 2,
        attempt: 3,
        lastStartedTime: at(6),
        heartbeatDetails: payloads({ kept: null, phases }),
      };
      expect(readSteps({ events: [asked] }, [pending])).toMatchObject([
        { ...stop, attempts: 3 },
        { ...swapIn, status: 'running', ended_at: null, attempts: 3 },
      ]);
    });

    it('begin with the first of them while nothing is told', () => {
      const steps = readSteps({ events: [asked] }, [{ activityId: 'a5', state: 1 }]);
      expect(steps).toMatchObject([{ name: 'stopContainer', status: 'waiting', attempts: 0 }]);
    });
  });
});
