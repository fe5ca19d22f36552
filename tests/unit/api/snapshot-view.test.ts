import { Problem } from '../../../src/api/problems';
import { resolveSnapshot } from '../../../src/api/resolve-snapshot';
import { newestSnapshot, viewSnapshots, withFullSnapshots } from '../../../src/api/views/snapshot-view';
import { viewVps } from '../../../src/api/views/vps-view';
import { aContainer, aRecord, aSnapshot } from '../domain/fixtures';

const [first, second] = [aSnapshot(1), aSnapshot(2, { pinned: true })];
const record = aRecord({
  snapshots: [first, second],
  head: first.id,
  container: aContainer({ created_from: first.id }),
});

describe('the snapshots of a VPS', () => {
  it('are shown newest first, with what they are to the VPS', () => {
    expect(viewSnapshots(record)).toMatchObject([
      { id: second.id, head: false, in_use: false, pinned: true, timestamp: 1767225720 },
      { id: first.id, head: true, in_use: true, pinned: false, timestamp: 1767225660 },
    ]);
    expect(newestSnapshot(record)?.id).toBe(second.id);
    expect(newestSnapshot(aRecord())).toBeUndefined();
  });

  it('show nothing of the engine', () => {
    expect(viewSnapshots(record)[0]).not.toHaveProperty('image_id');
    expect(viewSnapshots(record)[0]).not.toHaveProperty('source');
  });
});

describe('a reference to a snapshot', () => {
  const codeOf = (reference: string, of = record): string => {
    try {
      return resolveSnapshot(of, reference).id;
    } catch (error) {
      if (error instanceof Problem) return error.code;
      throw error;
    }
  };

  it('is its id, or the unix second that it alone was taken in', () => {
    expect(codeOf(first.id)).toBe(first.id);
    expect(codeOf('1767225720')).toBe(second.id);
  });

  it('is not found when there is none', () => {
    expect(codeOf('1767225721')).toBe('snapshot_not_found');
    expect(codeOf(aSnapshot(9).id)).toBe('snapshot_not_found');
  });

  it('is refused when two were taken in that second', () => {
    const twin = { ...first, id: first.id.replace(/.$/, 'b') };
    expect(codeOf('1767225660', aRecord({ snapshots: [first, twin] }))).toBe('invalid_request');
  });
});

describe("an operation's result", () => {
  it('shows a snapshot in full where the record has it, and as it is where not', () => {
    const result = { snapshot: { id: first.id }, saved_snapshot: { id: 'gone' }, message: 'done' };
    const shown = withFullSnapshots(result, record);
    expect(shown).toMatchObject({ message: 'done', snapshot: { tag: first.tag, head: true } });
    expect(shown['saved_snapshot']).toEqual({ id: 'gone' });
    expect(withFullSnapshots(result, undefined)).toEqual(result);
    expect(withFullSnapshots({ snapshot: null }, record)).toEqual({ snapshot: null });
  });
});

describe('the way to log in', () => {
  const sshOf = (host_ip: string, container_port = 22): string | null => {
    const endpoints = [{ container_port, protocol: 'tcp', host_ip, host_port: 20_001 }];
    const memo = {
      record: aRecord({ container: aContainer({ endpoints }) }),
      current: null,
      queue: [],
      recent: [],
    };
    return viewVps(memo, 'vps.example').ssh;
  };

  it('is shown when port 22 is published', () => {
    expect(sshOf('127.0.0.1')).toBe('ssh -p 20001 root@127.0.0.1');
    expect(sshOf('0.0.0.0')).toBe('ssh -p 20001 root@vps.example');
    expect(sshOf('127.0.0.1', 80)).toBeNull();
  });
});
