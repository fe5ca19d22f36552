import { expectedSteps } from '../../../src/domain/expected-steps';
import type { OperationKind, OperationParams } from '../../../src/domain/operation';
import type { VpsRecord } from '../../../src/domain/vps';
import { aContainer, aRecord, aSnapshot } from './fixtures';

function stepsOf<K extends OperationKind>(
  kind: K,
  params: OperationParams[K],
  record: Partial<VpsRecord> = {},
  flattenAt: number | null = null,
): string[] | null {
  return expectedSteps({ request: { kind, params }, record: aRecord(record), flattenAt });
}

describe('the steps that are expected', () => {
  it('of a snapshot end with a rotation when there are too many', () => {
    const snapshots = [aSnapshot(1), aSnapshot(2)];
    expect(stepsOf('snapshot', {}, { snapshots, policy: { max_snapshots: 3 } })).toEqual([
      'survey',
      'commitSnapshot',
    ]);
    expect(stepsOf('snapshot', {}, { snapshots, policy: { max_snapshots: 2 } })).toEqual([
      'survey',
      'commitSnapshot',
      'removeSnapshots',
    ]);
  });

  it('of a stop follow the policy and what was asked', () => {
    expect(stepsOf('stop', {})).toEqual(['survey', 'stopContainer', 'commitSnapshot']);
    expect(stepsOf('stop', { snapshot: false })).toEqual(['survey', 'stopContainer']);
    expect(stepsOf('stop', {}, { container: aContainer({ layers: 90 }) }, 90)).toEqual([
      'survey',
      'stopContainer',
      'commitSnapshot',
      'flattenSnapshot',
    ]);
  });

  it('of a restart from a new snapshot rehearse before they stop', () => {
    expect(stepsOf('restart', {})).toEqual([
      'survey',
      'prepareReplacement',
      'stopContainer',
      'commitSnapshot',
      'prepareReplacement',
      'swapIn',
      'verifyContainer',
      'removeContainer',
    ]);
  });

  it('of a restore save first what would be lost', () => {
    const snapshot = aSnapshot(1);
    expect(stepsOf('restore', { snapshot_id: snapshot.id }, { snapshots: [snapshot] })).toEqual([
      'survey',
      'prepareReplacement',
      'stopContainer',
      'commitSnapshot',
      'swapIn',
      'verifyContainer',
      'removeContainer',
    ]);
    expect(stepsOf('restore', { snapshot_id: 'none' })).toBeNull();
  });

  it('of a restart without any snapshot keep the container', () => {
    expect(stepsOf('restart', {}, { policy: { auto_snapshot_on_stop: false } })).toEqual([
      'survey',
      'stopContainer',
      'startContainer',
      'verifyContainer',
    ]);
  });

  it('of a deletion are those that there is something for', () => {
    const snapshots = [aSnapshot(1)];
    expect(stepsOf('delete', { snapshots: 'delete' }, { snapshots })).toEqual([
      'survey',
      'destroyContainer',
      'removeSnapshots',
      'sweep',
    ]);
    expect(stepsOf('delete', {}, { container: null })).toEqual(['survey', 'sweep']);
    expect(stepsOf('delete_snapshots', {}, { snapshots: [aSnapshot(1, { pinned: true })] })).toEqual([
      'survey',
    ]);
  });
});
