import { Alert, Button, Group, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useMayNot } from '../actions/may';
import { requests } from '../actions/requests';
import { useAct } from '../actions/use-act';
import type { VpsInFull } from '../api/types';
import { Age } from '../components/age';
import { formatBytes } from '../format';
import { snapshotTitle } from '../words/reasons';

/** After a restore: the way back to what was there before, for as long as nothing newer was saved. */
export function UndoRestore({ vps }: { vps: VpsInFull }) {
  const act = useAct();
  const mayNot = useMayNot('operate');
  const { task_id, snapshots, container, operation } = vps;
  const [newest] = snapshots;
  if (newest?.reason !== 'safety' || container === null || operation !== null) return null;
  if (container.created_from === null || container.created_from === newest.id) return null;
  const from = snapshots.find(({ id }) => id === container.created_from);
  return (
    <Alert color="kelp" icon={<IconArrowBackUp />} p="sm" aria-label="Undo of the last restore">
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          Brought back from {from === undefined ? 'a snapshot' : <b>{snapshotTitle(from)}</b>}{' '}
          <Age at={newest.created_at} />. What was there before is saved ({formatBytes(newest.unique_size)}).
        </Text>
        <Button
          size="xs"
          variant="light"
          aria-disabled={mayNot !== null || undefined}
          {...(mayNot !== null && { 'data-disabled': true, title: mayNot })}
          onClick={() => mayNot === null && void act(requests.restore(task_id, newest.id))}
        >
          Undo the restore
        </Button>
      </Group>
    </Alert>
  );
}
