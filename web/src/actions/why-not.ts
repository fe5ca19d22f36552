import type { Snapshot, Vps } from '../api/types';

type Action = 'snapshot' | 'start' | 'stop' | 'pause' | 'resume' | 'restart' | 'delete' | 'terminal';

/** Why a VPS in this state cannot be asked for this; null when it can. What only a runner knows is not told here. */
export function whyNot(action: Action, { status, container, snapshot_count }: Vps): string | null {
  const isUp = status === 'running' || status === 'paused';
  if (status === 'creating') return 'It is still being created.';
  if (status === 'deleted') return 'It is being deleted.';
  switch (action) {
    case 'snapshot':
      return container === null ? 'Its container is gone: there is nothing to take a snapshot of.' : null;
    case 'start':
      if (container === null) return 'Its container is gone. Restart brings it back from a snapshot.';
      return isUp ? `It is ${status} already.` : null;
    case 'stop':
      return isUp || status === 'crashed' ? null : `It is ${status}: nothing runs that could be stopped.`;
    case 'pause':
      return status === 'running' ? null : `Only a running VPS can be paused; it is ${status}.`;
    case 'resume':
      return status === 'paused' ? null : `Only a paused VPS can be resumed; it is ${status}.`;
    case 'restart':
      return container === null && snapshot_count === 0
        ? 'Its container is gone and there is no snapshot to bring it back from.'
        : null;
    case 'terminal':
      return status === 'running' ? null : `A terminal needs a running VPS; it is ${status}.`;
    case 'delete':
      return null;
  }
}

/** Why this snapshot cannot be deleted now. */
export function whyNotDelete({ pinned, in_use }: Snapshot): string | null {
  if (pinned) return 'It is pinned. Unpin it first.';
  if (in_use) return 'The VPS stands on it. It can go once the VPS has been recreated from another one.';
  return null;
}
