import { Alert, Checkbox, List, Text } from '@mantine/core';
import { useState } from 'react';
import { requests } from '../actions/requests';
import { useAct } from '../actions/use-act';
import type { Vps } from '../api/types';
import { SnapshotWords } from './snapshot-words';

/** A snapshot with words to find it by, and with what it will not hold. */
export function SnapshotDialog({ vps, onClose }: { vps: Vps; onClose: () => void }) {
  const act = useAct();
  const [pinned, setPinned] = useState(false);
  return (
    <SnapshotWords
      title={`Take a snapshot of ${vps.task_id}`}
      submit="Take the snapshot"
      onSubmit={({ name, message }) => {
        onClose();
        void act(
          requests.snapshot(vps.task_id, {
            ...(name !== '' && { name }),
            ...(message !== '' && { message }),
            ...(pinned && { pinned }),
          }),
        );
      }}
      onClose={onClose}
    >
      <Checkbox
        label="Pin it, so that it never rotates out"
        checked={pinned}
        onChange={({ currentTarget }) => setPinned(currentTarget.checked)}
      />
      {vps.status === 'running' && (
        <Text size="sm" c="dimmed">
          The VPS is frozen for a moment while its files are saved, and then goes on.
        </Text>
      )}
      <NotCaptured vps={vps} />
    </SnapshotWords>
  );
}

/** What lives outside the container's filesystem, and so in no snapshot. */
export function NotCaptured({ vps: { not_captured } }: { vps: Vps }) {
  if (not_captured.length === 0) return null;
  return (
    <Alert color="yellow" title="Not in a snapshot" p="sm">
      <List size="sm" spacing={2}>
        {not_captured.map(({ path, type, source }) => (
          <List.Item key={path}>
            <code>{path}</code> ({type}
            {source !== '' && ` ${source}`})
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
