import { Badge, Checkbox, Group, Stack, Table, Text } from '@mantine/core';
import { IconPencil, IconPin, IconPinFilled, IconRestore, IconTrash } from '@tabler/icons-react';
import { memo, type ReactNode, useState } from 'react';
import { useMayNot } from '../actions/may';
import { useLastAction } from '../actions/results';
import { whyNotDelete } from '../actions/why-not';
import type { Snapshot, VpsInFull } from '../api/types';
import { ActionButton } from '../components/action-button';
import { ActionItem } from '../components/action-item';
import { Age } from '../components/age';
import { Bytes } from '../components/bytes';
import { MoreMenu } from '../components/more-menu';
import { hint } from '../components/shared-hint';
import { REASON_WORDS, snapshotTitle } from '../words/reasons';
import { DeleteSnapshots } from './delete-snapshots';
import { EditSnapshot } from './edit-snapshot';
import { RestoreDialog } from './restore-dialog';
import { usePatchSnapshot } from './use-patch-snapshot';

interface Props {
  vps: VpsInFull;
  snapshot: Snapshot;
  lines: ReactNode;
  isChosen: boolean;
  choose: (id: string, isChosen: boolean) => void;
}

export const SnapshotRow = memo(function SnapshotRow({ vps, snapshot, lines, isChosen, choose }: Props) {
  const { id, created_at, size, unique_size, message, pinned, reason } = snapshot;
  const [dialog, setDialog] = useState<'restore' | 'edit' | 'delete' | null>(null);
  const mayNot = useMayNot('operate');
  const patch = usePatchSnapshot(vps.task_id);
  const busy = useLastAction(vps.task_id);
  const title = snapshotTitle(snapshot);
  const noDelete = mayNot ?? whyNotDelete(snapshot);
  const close = () => setDialog(null);
  return (
    <Table.Tr {...(reason === 'safety' && { style: { opacity: 0.92 } })} aria-label={title}>
      <Table.Td visibleFrom="sm" pos="relative" p={0}>
        {lines}
      </Table.Td>
      <Table.Th scope="row">
        <Group wrap="nowrap" gap="sm" align="flex-start">
          <Checkbox
            size="sm"
            mt={2}
            aria-label={`Choose ${title}`}
            checked={isChosen}
            aria-disabled={noDelete !== null || undefined}
            onChange={({ currentTarget }) => noDelete === null && choose(id, currentTarget.checked)}
            {...(noDelete !== null && {
              color: 'gray',
              style: { opacity: 0.45 },
              'aria-description': noDelete,
            })}
            {...hint(noDelete)}
          />
          <Stack gap={2} miw={0} ta="left">
            <Group gap={6}>
              <Text
                size="sm"
                fw={reason === 'safety' ? 500 : 650}
                {...(reason === 'safety' && { c: 'dimmed' })}
              >
                {title}
              </Text>
              <Marks snapshot={snapshot} />
            </Group>
            {message !== null && message !== '' && (
              <Text
                size="sm"
                fw={400}
                style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
                lineClamp={4}
              >
                {message}
              </Text>
            )}
            <Text size="xs" c="dimmed" fw={400}>
              {REASON_WORDS[reason].meaning}
            </Text>
          </Stack>
        </Group>
      </Table.Th>
      <Table.Td data-label="Created">
        <Age at={created_at} size="sm" />
      </Table.Td>
      <Table.Td data-label="Size" ta="right">
        <Bytes value={size} size="sm" c="dimmed" />
      </Table.Td>
      <Table.Td data-label="Its own" ta="right">
        <Bytes value={unique_size} size="sm" />
      </Table.Td>
      <Table.Td>
        <Group gap={4} wrap="nowrap" justify="flex-end">
          <ActionButton
            label="Restore"
            description={`Restore ${title}`}
            icon={IconRestore}
            size="xs"
            reason={mayNot}
            loading={busy?.state === 'sending' && busy.kind === 'restore'}
            onClick={() => setDialog('restore')}
          />
          <ActionButton
            compact
            label={pinned ? 'Unpin, so that it may rotate out' : 'Pin, so that it never rotates out'}
            description={`${pinned ? 'Unpin' : 'Pin'} ${title}`}
            icon={pinned ? IconPinFilled : IconPin}
            variant="subtle"
            color={pinned ? 'kelp' : 'gray'}
            reason={mayNot}
            loading={patch.isPending}
            onClick={() => patch.mutate({ id, patch: { pinned: !pinned } })}
          />
          <MoreMenu label={`More for ${title}`}>
            {() => (
              <>
                <ActionItem
                  label="Name and message"
                  icon={IconPencil}
                  reason={mayNot}
                  onClick={() => setDialog('edit')}
                />
                <ActionItem
                  label="Delete"
                  icon={IconTrash}
                  color="red"
                  reason={noDelete}
                  onClick={() => setDialog('delete')}
                />
              </>
            )}
          </MoreMenu>
        </Group>
        {dialog === 'restore' && <RestoreDialog vps={vps} snapshot={snapshot} onClose={close} />}
        {dialog === 'edit' && <EditSnapshot taskId={vps.task_id} snapshot={snapshot} onClose={close} />}
        {dialog === 'delete' && (
          <DeleteSnapshots taskId={vps.task_id} all={vps.snapshots} chosen={new Set([id])} onClose={close} />
        )}
      </Table.Td>
    </Table.Tr>
  );
});

function Marks({ snapshot: { head, in_use, pinned, reason, expired } }: { snapshot: Snapshot }) {
  return (
    <>
      {reason !== 'manual' && (
        <Mark color="gray" text={REASON_WORDS[reason].word} meaning={REASON_WORDS[reason].meaning} />
      )}
      {head && <Mark color="kelp" text="Head" meaning="A restart comes back to this." />}
      {in_use && <Mark color="blue" text="In use" meaning="The VPS stands on it: it cannot be deleted." />}
      {pinned && <Mark color="kelp" text="Pinned" meaning="It never rotates out." />}
      {expired && (
        <Mark
          color="orange"
          text="Rotated out"
          meaning="It goes as soon as the VPS no longer stands on it."
        />
      )}
    </>
  );
}

function Mark({ color, text, meaning }: { color: string; text: string; meaning: string }) {
  return (
    <Badge size="sm" variant="light" color={color} tt="none" {...hint(meaning)}>
      {text}
    </Badge>
  );
}
