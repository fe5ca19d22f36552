import { List, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { requests } from '../actions/requests';
import { type Act, useAct } from '../actions/use-act';
import type { Snapshot } from '../api/types';
import { Confirm } from '../components/confirm';
import { count, formatBytes, formatExactBytes } from '../format';
import { snapshotTitle } from '../words/reasons';
import { freedBytes, sayFreed } from './freed-bytes';

interface Props {
  taskId: string;
  all: readonly Snapshot[];
  chosen: ReadonlySet<string>;
  onClose: () => void;
  onDone?: () => void;
}

const SHOWN = 6;

export function DeleteSnapshots({ taskId, all, chosen, onClose, onDone }: Props) {
  const act = useAct();
  const doomed = all.filter(({ id }) => chosen.has(id));
  const freed = freedBytes(all, chosen);
  const head = doomed.find((snapshot) => snapshot.head);
  return (
    <Confirm
      danger
      title={doomed.length === 1 ? 'Delete this snapshot?' : `Delete ${doomed.length} snapshots?`}
      confirm={`Delete, free ${sayFreed(formatBytes(freed.now), freed)}`}
      onClose={onClose}
      onConfirm={() =>
        void deleteEach(act, taskId, doomed, sayFreed(formatBytes(freed.now), freed)).then(onDone)
      }
    >
      <List size="sm" spacing={4}>
        {doomed.slice(0, SHOWN).map((snapshot) => (
          <List.Item key={snapshot.id}>
            {snapshotTitle(snapshot)} ({formatBytes(snapshot.unique_size)})
          </List.Item>
        ))}
        {doomed.length > SHOWN && <List.Item>and {doomed.length - SHOWN} more</List.Item>}
      </List>
      <Text size="sm">
        {doomed.length === 1 ? 'It is' : 'They are'} gone for good: {taskId} cannot be brought back to{' '}
        {doomed.length === 1 ? 'it' : 'them'} any more. The VPS itself is not touched.
      </Text>
      <Text size="sm">
        This frees {sayFreed(formatExactBytes(freed.now), freed)} on the runner.
        {freed.later > 0 &&
          ` Another ${sayFreed(formatExactBytes(freed.later), freed)} come free only when the snapshots that are built on them are gone too.`}
      </Text>
      {head !== undefined && (
        <Text size="sm" c="var(--hf-bad)">
          {snapshotTitle(head)} is the head, which a restart comes back to.
        </Text>
      )}
    </Confirm>
  );
}

/** One after the other, as the VPS performs them anyway; what cannot go does not keep the others. */
async function deleteEach(
  act: Act,
  taskId: string,
  doomed: readonly Snapshot[],
  freed: string,
): Promise<void> {
  const [only] = doomed;
  if (only !== undefined && doomed.length === 1) {
    await act(requests.deleteSnapshot(taskId, only.id));
    return;
  }
  const id = `delete of ${taskId} ${Date.now()}`;
  const failed: string[] = [];
  for (const [index, snapshot] of doomed.entries()) {
    const show = index === 0 ? notifications.show : notifications.update;
    show({
      id,
      title: taskId,
      loading: true,
      autoClose: false,
      message: `Deleting ${index + 1} of ${doomed.length}`,
    });
    const end = await act(requests.deleteSnapshot(taskId, snapshot.id), { quiet: true });
    if (end?.status !== 'succeeded') failed.push(snapshotTitle(snapshot));
  }
  const deleted = doomed.length - failed.length;
  notifications.update({
    id,
    loading: false,
    autoClose: 8000,
    withCloseButton: true,
    color: failed.length === 0 ? 'teal' : 'red',
    title: taskId,
    message:
      failed.length === 0
        ? `${count(deleted, 'snapshot')} deleted, ${freed} freed.`
        : `${count(deleted, 'snapshot')} deleted; these were not: ${failed.join(', ')}.`,
  });
}
