import { Alert, Button, Checkbox, Group, List, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { requests } from '../actions/requests';
import { useAct } from '../actions/use-act';
import type { Vps } from '../api/types';

/** A snapshot with words to find it by, and with what it will not hold. */
export function SnapshotDialog({ vps, onClose }: { vps: Vps; onClose: () => void }) {
  const act = useAct();
  const [name, setName] = useState('');
  const [message, setMessage] = useState('');
  const [pinned, setPinned] = useState(false);
  const take = (event: FormEvent) => {
    event.preventDefault();
    onClose();
    void act(
      requests.snapshot(vps.task_id, {
        ...(name.trim() !== '' && { name: name.trim() }),
        ...(message.trim() !== '' && { message: message.trim() }),
        ...(pinned && { pinned }),
      }),
    );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Take a snapshot of ${vps.task_id}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={take}>
        <Stack>
          {vps.status === 'running' && (
            <Text size="sm" c="dimmed">
              The VPS is frozen for a moment while its files are saved, and then goes on.
            </Text>
          )}
          <TextInput
            label="Name"
            description="Optional"
            value={name}
            maxLength={128}
            data-autofocus
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Textarea
            label="Message"
            description="Optional: what is good about this state, or what comes next"
            value={message}
            maxLength={1000}
            autosize
            minRows={2}
            onChange={({ currentTarget }) => setMessage(currentTarget.value)}
          />
          <Checkbox
            label="Pin it, so that it never rotates out"
            checked={pinned}
            onChange={({ currentTarget }) => setPinned(currentTarget.checked)}
          />
          <NotCaptured vps={vps} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit">Take the snapshot</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
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
