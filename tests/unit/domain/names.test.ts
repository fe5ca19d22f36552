import fc from 'fast-check';
import {
  isRunnerName,
  isSnapshotId,
  isTaskId,
  makeOperationId,
  makeSnapshotId,
  parseOperationId,
  parseRunnerTaskQueue,
  runnerTaskQueue,
} from '../../../src/domain/names';
import { OPERATION_KINDS } from '../../../src/domain/operation';

const taskId = fc.stringMatching(/^[a-z0-9]{1,10}([.-][a-z0-9]{1,10}){0,2}$/).filter(isTaskId);

describe('a task_id', () => {
  it.each(['web', 'web-1', 'a__b', '7340217734910042113', 'x.y', 'a--b', 'z'.repeat(63)])(
    'may be %s',
    (text) => {
      expect(isTaskId(text)).toBe(true);
    },
  );

  it.each([
    '',
    'Web',
    '-web',
    'web-',
    'a/b',
    '../etc',
    'a..b',
    'a___b',
    'web\n',
    'web.next',
    'web.prev',
    'ä',
    'z'.repeat(64),
  ])('may not be %j', (text) => {
    expect(isTaskId(text)).toBe(false);
  });
});

describe('a snapshot id', () => {
  it('is a legal image tag that sorts by time', () => {
    const times = fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(times, times, (a, b) => {
        const [idOfA, idOfB] = [makeSnapshotId(a, 'zzzzzz'), makeSnapshotId(b, '000000')];
        expect(isSnapshotId(idOfA)).toBe(true);
        expect(idOfA).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/);
        if (a.getTime() < b.getTime()) expect(idOfA < idOfB).toBe(true);
      }),
    );
  });
});

describe('an operation id', () => {
  it('says which kind of operation on which VPS it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...OPERATION_KINDS), taskId, (kind, task) => {
        expect(parseOperationId(makeOperationId(kind, task, 'k0123456789'))).toEqual({ kind, taskId: task });
      }),
    );
  });

  it('is not made of anything else', () => {
    expect(parseOperationId('restart:web')).toBeUndefined();
    expect(parseOperationId('restart:WEB:k0123456789')).toBeUndefined();
    expect(parseOperationId('x'.repeat(10_000))).toBeUndefined();
  });
});

describe('a runner', () => {
  it('is found by its task queue', () => {
    expect(parseRunnerTaskQueue(runnerTaskQueue('gpu-2'))).toBe('gpu-2');
    expect(parseRunnerTaskQueue('holdfast')).toBeUndefined();
  });

  it('has a plain name', () => {
    expect(isRunnerName('gpu-2')).toBe(true);
    expect(isRunnerName('gpu 2')).toBe(false);
  });
});
