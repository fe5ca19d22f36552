import fc from 'fast-check';
import { applyChange, applyChanges, type Survey, type VpsChange } from '../../../src/domain/changes';
import { DEFAULT_POLICY } from '../../../src/domain/policy';
import { newVpsRecord } from '../../../src/domain/vps';
import { aContainer, anyRecord, aRecord, aSnapshot, aSpec } from './fixtures';

function aSurvey(survey: Partial<Survey> = {}): Survey {
  return {
    container: aContainer(),
    spec: aSpec(),
    snapshots: [],
    policy_defaults: DEFAULT_POLICY,
    disk: { free_bytes: null, reserve_bytes: 0 },
    ...survey,
  };
}

describe('the record', () => {
  it('says missing when the container of a VPS is gone, and keeps the head', () => {
    const record = aRecord({ snapshots: [aSnapshot(1)], head: aSnapshot(1).id });
    const after = applyChange(record, {
      type: 'surveyed',
      survey: aSurvey({ container: null, spec: null, snapshots: [aSnapshot(1)] }),
    });
    expect(after).toMatchObject({
      status: 'missing',
      container: null,
      head: aSnapshot(1).id,
      spec: record.spec,
    });
  });

  it('says crashed when a container ended that nobody stopped, and stopped when somebody did', () => {
    const container = aContainer({ state: 'exited', exit_code: 1 });
    expect(applyChange(aRecord(), { type: 'container', container }).status).toBe('crashed');
    expect(applyChange(aRecord({ desired: 'stopped' }), { type: 'container', container }).status).toBe(
      'stopped',
    );
  });

  it('says creating until there is a container', () => {
    const first = {
      id: 'create:web:12345678',
      kind: 'create',
      params: { image: 'debian', spec: aSpec(), sealed_env: null, start: true },
      actor: 'test',
      requested_at: '2026-01-01T00:00:00Z',
      fingerprint: '',
    } as const;
    const record = newVpsRecord({ task_id: 'web', runner: 'local', policy: {} }, first);
    expect(record.status).toBe('creating');
    expect(applyChange(record, { type: 'desired', desired: 'stopped' }).status).toBe('creating');
    expect(applyChange(record, { type: 'container', container: aContainer() }).status).toBe('running');
  });

  it('makes a snapshot the head, but not a safety snapshot', () => {
    const one = applyChange(aRecord(), { type: 'snapshot_taken', snapshot: aSnapshot(1) });
    expect(one.head).toBe(aSnapshot(1).id);
    const two = applyChange(one, { type: 'snapshot_taken', snapshot: aSnapshot(2, { reason: 'safety' }) });
    expect(two.head).toBe(aSnapshot(1).id);
    expect(two.snapshots).toHaveLength(2);
  });

  it('finds the head anew when that snapshot is removed: what a later look would find', () => {
    const own = { source: { ...aSnapshot(2).source, container_id: 'c2' } };
    const record = aRecord({
      snapshots: [aSnapshot(1), aSnapshot(2, own), aSnapshot(3, own)],
      head: aSnapshot(3).id,
      container: aContainer({ id: 'c2', created_from: aSnapshot(1).id }),
    });
    const removed = (...ids: string[]) => applyChange(record, { type: 'snapshots_removed', ids }).head;
    expect(removed(aSnapshot(2).id)).toBe(aSnapshot(3).id);
    expect(removed(aSnapshot(3).id)).toBe(aSnapshot(2).id);
    expect(removed(aSnapshot(2).id, aSnapshot(3).id)).toBe(aSnapshot(1).id);
  });

  it('takes the snapshot that a new container was created from as the head', () => {
    const record = aRecord({ snapshots: [aSnapshot(1), aSnapshot(2)], head: aSnapshot(2).id });
    const restored = applyChange(record, {
      type: 'container',
      container: aContainer({ id: 'c2', created_from: aSnapshot(1).id }),
    });
    expect(restored.head).toBe(aSnapshot(1).id);
  });

  it('believes Docker about which snapshots exist, and itself about their names and pins', () => {
    const named = aSnapshot(1, { name: 'before the upgrade', pinned: true });
    const record = aRecord({ snapshots: [named, aSnapshot(2)] });
    const after = applyChange(record, {
      type: 'surveyed',
      survey: aSurvey({ snapshots: [aSnapshot(1), aSnapshot(3, { name: 'kept' })] }),
    });
    expect(after.snapshots).toEqual([named, aSnapshot(3, { name: 'kept' })]);
  });

  it('keeps the host port and the restart policy that a stopped container does not show', () => {
    const fixed = {
      PortBindings: { '22/tcp': [{ HostIp: '', HostPort: '20001' }] },
      RestartPolicy: { Name: 'always' },
    };
    const seen = {
      PortBindings: { '22/tcp': [{ HostIp: '', HostPort: '' }] },
      RestartPolicy: { Name: 'no' },
      Memory: 7,
    };
    const record = aRecord({ spec: aSpec(fixed) });
    const survey = aSurvey({ container: aContainer({ state: 'exited' }), spec: aSpec(seen) });
    expect(applyChange(record, { type: 'surveyed', survey }).spec?.host_config).toEqual({
      ...fixed,
      Memory: 7,
    });
  });

  it('does not change again when the same change is applied again', () => {
    const changes = fc.constantFrom<VpsChange>(
      { type: 'surveyed', survey: aSurvey({ snapshots: [aSnapshot(1), aSnapshot(50)] }) },
      { type: 'desired', desired: 'stopped' },
      { type: 'container', container: null },
      { type: 'container', container: aContainer({ id: 'c2', created_from: aSnapshot(3).id }) },
      { type: 'snapshot_taken', snapshot: aSnapshot(60) },
      { type: 'snapshots_removed', ids: [aSnapshot(0).id, aSnapshot(4).id] },
      { type: 'snapshots_expired', ids: [aSnapshot(1).id] },
      { type: 'deleted' },
    );
    fc.assert(
      fc.property(anyRecord, changes, (record, change) => {
        const once = applyChange(record, change);
        expect(applyChanges(record, [change, change])).toEqual(once);
        expect(JSON.parse(JSON.stringify(once))).toEqual(once);
      }),
    );
  });
});
