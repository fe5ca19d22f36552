import { Button, Group, Paper, Stack, Switch, Text } from '@mantine/core';
import { IconCamera, IconTrash } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useMayNot } from '../actions/may';
import { whyNot, whyNotDelete } from '../actions/why-not';
import type { VpsInFull } from '../api/types';
import { ActionButton } from '../components/action-button';
import { count, formatBytes } from '../format';
import { DeleteSnapshots } from './delete-snapshots';
import { freedBytes, sayFreed } from './freed-bytes';
import { SnapshotDialog } from './snapshot-dialog';
import { SnapshotTimeline } from './snapshot-timeline';

/** The snapshots of a VPS, with what can be done with several at once. */
export function SnapshotsPanel({ vps }: { vps: VpsInFull }) {
  const { snapshots, policy } = vps;
  const mayNot = useMayNot('operate');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [showSafety, setShowSafety] = useState(true);
  const [dialog, setDialog] = useState<'delete' | 'snapshot' | null>(null);

  const deletable = useMemo(() => snapshots.filter((s) => whyNotDelete(s) === null), [snapshots]);
  const selected = useMemo(
    () => new Set(deletable.filter(({ id }) => chosen.has(id)).map(({ id }) => id)),
    [deletable, chosen],
  );
  const freed = freedBytes(snapshots, selected);
  const total = snapshots.reduce((sum, { unique_size }) => sum + unique_size, 0);
  const safety = snapshots.filter(({ reason }) => reason === 'safety').length;

  const choose = (id: string, isChosen: boolean) =>
    setChosen((before) => {
      const after = new Set(before);
      if (isChosen) after.add(id);
      else after.delete(id);
      return after;
    });

  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed">
          {count(snapshots.length, 'snapshot')}, {formatBytes(total)} of their own.{' '}
          {policy.max_snapshots === 0
            ? 'None rotates out.'
            : `The oldest rotate out beyond ${policy.max_snapshots}; pinned ones stay.`}
        </Text>
        <Group gap="xs">
          {safety > 0 && (
            <Switch
              size="sm"
              label="Safety snapshots"
              checked={showSafety}
              onChange={({ currentTarget }) => setShowSafety(currentTarget.checked)}
            />
          )}
          {selected.size > 0 && (
            <>
              <Button variant="subtle" color="gray" size="sm" onClick={() => setChosen(new Set())}>
                Clear the choice
              </Button>
              <ActionButton
                label={`Delete ${selected.size}, free ${sayFreed(formatBytes(freed.now), freed)}`}
                icon={IconTrash}
                color="red"
                variant="light"
                reason={mayNot}
                onClick={() => setDialog('delete')}
              />
            </>
          )}
          <ActionButton
            label="Take a snapshot"
            icon={IconCamera}
            variant="filled"
            reason={mayNot ?? whyNot('snapshot', vps)}
            onClick={() => setDialog('snapshot')}
          />
        </Group>
      </Group>
      <Paper withBorder>
        <SnapshotTimeline vps={vps} chosen={selected} choose={choose} showSafety={showSafety} />
      </Paper>
      {dialog === 'snapshot' && <SnapshotDialog vps={vps} onClose={() => setDialog(null)} />}
      {dialog === 'delete' && (
        <DeleteSnapshots
          taskId={vps.task_id}
          all={snapshots}
          chosen={selected}
          onClose={() => setDialog(null)}
          onDone={() => setChosen(new Set())}
        />
      )}
    </Stack>
  );
}
