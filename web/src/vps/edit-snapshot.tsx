import type { Snapshot } from '../api/types';
import { SnapshotWords } from './snapshot-words';
import { usePatchSnapshot } from './use-patch-snapshot';

interface Props {
  taskId: string;
  snapshot: Snapshot;
  onClose: () => void;
}

export function EditSnapshot({ taskId, snapshot: { id, name, message }, onClose }: Props) {
  const patch = usePatchSnapshot(taskId);
  return (
    <SnapshotWords
      title="Name and message"
      initial={{ name: name ?? '', message: message ?? '' }}
      submit="Save"
      isBusy={patch.isPending}
      onSubmit={(words) =>
        patch.mutate(
          { id, patch: { name: words.name || null, message: words.message || null } },
          { onSuccess: onClose },
        )
      }
      onClose={onClose}
    />
  );
}
