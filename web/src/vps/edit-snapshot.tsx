import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Snapshot } from '../api/types';
import { usePatchSnapshot } from './use-patch-snapshot';

interface Props {
  taskId: string;
  snapshot: Snapshot;
  onClose: () => void;
}

export function EditSnapshot({ taskId, snapshot, onClose }: Props) {
  const [name, setName] = useState(snapshot.name ?? '');
  const [message, setMessage] = useState(snapshot.message ?? '');
  const patch = usePatchSnapshot(taskId);
  const save = (event: FormEvent) => {
    event.preventDefault();
    patch.mutate(
      { id: snapshot.id, patch: { name: name.trim() || null, message: message.trim() || null } },
      { onSuccess: onClose },
    );
  };
  return (
    <Modal opened onClose={onClose} title="Name and message" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={save}>
        <Stack>
          <TextInput
            label="Name"
            value={name}
            maxLength={128}
            data-autofocus
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Textarea
            label="Message"
            value={message}
            maxLength={1000}
            autosize
            minRows={2}
            onChange={({ currentTarget }) => setMessage(currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={patch.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
