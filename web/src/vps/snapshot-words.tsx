import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';

export interface Words {
  name: string;
  message: string;
}

interface Props {
  title: string;
  initial?: Words;
  /** Further fields, or what one should know. */
  children?: ReactNode;
  submit: string;
  isBusy?: boolean;
  /** Both are trimmed, and empty where nothing is said. */
  onSubmit: (words: Words) => void;
  onClose: () => void;
}

/** A dialog for the words by which a snapshot is found again. */
export function SnapshotWords({
  title,
  initial,
  children,
  submit,
  isBusy = false,
  onSubmit,
  onClose,
}: Props) {
  const [name, setName] = useState(initial?.name ?? '');
  const [message, setMessage] = useState(initial?.message ?? '');
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit({ name: name.trim(), message: message.trim() });
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={send}>
        <Stack>
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
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isBusy}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
