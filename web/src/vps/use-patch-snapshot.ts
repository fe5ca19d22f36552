import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { asApiError } from '../actions/use-act';
import { call } from '../api/client';
import { keys } from '../api/keys';
import type { Snapshot, VpsInFull } from '../api/types';

interface Patch {
  name?: string | null;
  message?: string | null;
  pinned?: boolean;
}

/** Changes what a person says about a snapshot: at once, it is no operation. */
export function usePatchSnapshot(taskId: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, patch }: { id: string; patch: Patch }) =>
      call<{ snapshot: Snapshot }>(`/api/vps/snapshots/${encodeURIComponent(taskId)}/${id}`, {
        method: 'PATCH',
        body: patch,
      }),
    onSuccess: ({ snapshot }, { patch }) => {
      cache.setQueryData<VpsInFull>(
        keys.vps(taskId),
        (vps) =>
          vps && { ...vps, snapshots: vps.snapshots.map((old) => (old.id === snapshot.id ? snapshot : old)) },
      );
      notifications.show({ color: 'teal', title: taskId, message: sayChange(patch), autoClose: 3500 });
    },
    onError: (error) => {
      const { detail } = asApiError(error);
      notifications.show({ color: 'red', title: 'The snapshot was not changed', message: detail });
    },
  });
}

function sayChange({ pinned }: Patch): string {
  if (pinned === undefined) return 'Snapshot changed.';
  return pinned ? 'Snapshot pinned: it never rotates out.' : 'Snapshot unpinned: it may rotate out.';
}
