import { Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerStop } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMayNot } from '../actions/may';
import { asApiError } from '../actions/use-act';
import { call } from '../api/client';
import { keys } from '../api/keys';
import { ActionButton } from '../components/action-button';
import { Confirm } from '../components/confirm';

/** Calls an operation off; what it had begun is undone, which the page shows as further steps. */
export function CancelButton({ id }: { id: string }) {
  const cache = useQueryClient();
  const mayNot = useMayNot('operate');
  const [isAsking, setAsking] = useState(false);
  const cancel = useMutation({
    mutationFn: () =>
      call<{ message: string }>(`/api/operations/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: ({ message }) => notifications.show({ color: 'gray', message: `${message}.` }),
    onError: (error) => {
      notifications.show({ color: 'red', title: 'It was not cancelled', message: asApiError(error).detail });
    },
    onSettled: () => cache.invalidateQueries({ queryKey: keys.operation(id) }),
  });
  return (
    <>
      <ActionButton
        label="Cancel the operation"
        icon={IconPlayerStop}
        color="red"
        variant="light"
        reason={mayNot}
        loading={cancel.isPending}
        onClick={() => setAsking(true)}
      />
      {isAsking && (
        <Confirm
          danger
          title="Cancel this operation?"
          confirm="Cancel the operation"
          onClose={() => setAsking(false)}
          onConfirm={() => cancel.mutate()}
        >
          <Text size="sm">
            What it has begun is undone: the VPS is then as it was before. One that is just about to end may
            end all the same.
          </Text>
        </Confirm>
      )}
    </>
  );
}
