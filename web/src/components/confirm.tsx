import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  /** The consequences. */
  children: ReactNode;
  confirm: string;
  danger?: boolean;
  /** Why it cannot be confirmed yet. */
  blocked?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** A question before something that cannot be taken back easily. Its focus begins on the way out. */
export function Confirm({
  title,
  children,
  confirm,
  danger = false,
  blocked = false,
  onConfirm,
  onClose,
}: Props) {
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        {children}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep as it is
          </Button>
          <Button
            {...(danger && { color: 'red' })}
            {...(blocked && { 'data-disabled': true })}
            aria-disabled={blocked || undefined}
            onClick={() => {
              if (blocked) return;
              onClose();
              onConfirm();
            }}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
