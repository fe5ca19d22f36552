import { Alert, Group, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useMayNot } from '../actions/may';
import { requests } from '../actions/requests';
import { useAct } from '../actions/use-act';
import { useOperations } from '../api/queries';
import type { VpsInFull } from '../api/types';
import { ActionButton } from '../components/action-button';
import { Age } from '../components/age';
import { formatBytes } from '../format';
import { snapshotTitle } from '../words/reasons';

/** After a restore: the way back to what was there before, for as long as nothing newer was saved. */
export function UndoRestore({ vps }: { vps: VpsInFull }) {
  const act = useAct();
  const mayNot = useMayNot('operate');
  const wasRestart = useWasRestart(vps.task_id);
  const { task_id, snapshots, container, operation } = vps;
  const [newest] = snapshots;
  if (newest?.reason !== 'safety' || container === null || operation !== null) return null;
  if (container.created_from === null || container.created_from === newest.id) return null;
  const from = snapshots.find(({ id }) => id === container.created_from);
  return (
    <Alert color="kelp" icon={<IconArrowBackUp />} p="sm" aria-label="What was there before">
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          Brought back from {from === undefined ? 'a snapshot' : <b>{snapshotTitle(from)}</b>}{' '}
          <Age at={newest.created_at} />. What was there before is saved ({formatBytes(newest.unique_size)}).
        </Text>
        <ActionButton
          size="xs"
          variant="light"
          icon={IconArrowBackUp}
          label={wasRestart ? 'Go back to before the restart' : 'Undo the restore'}
          reason={mayNot}
          onClick={() => void act(requests.restore(task_id, newest.id))}
        />
      </Group>
    </Alert>
  );
}

/** A restart from a snapshot saves what was there too, and is no restore to whoever asked for it. */
function useWasRestart(taskId: string): boolean {
  const { data } = useOperations({ vps: taskId });
  const last = data?.pages[0]?.operations.find(
    ({ kind, status }) => status === 'succeeded' && (kind === 'restore' || kind === 'restart'),
  );
  return last?.kind === 'restart';
}
