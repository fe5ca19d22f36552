import { Alert, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { requests } from '../actions/requests';
import { asApiError, useAct } from '../actions/use-act';
import { useRunners } from '../api/queries';
import { remedyFor } from '../words/remedies';
import { fieldErrors } from './field-errors';

/** Takes a container that exists into care, unchanged. */
export function AdoptDialog({ onClose }: { onClose: () => void }) {
  const act = useAct();
  const { data: runners } = useRunners();
  const [container, setContainer] = useState('');
  const [taskId, setTaskId] = useState('');
  const [runner, setRunner] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [isSending, setSending] = useState(false);
  const errors = fieldErrors(failure);

  const adopt = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(null);
    setSending(true);
    try {
      const body = {
        container: container.trim(),
        ...(runner !== null && { runner }),
        ...(taskId.trim() !== '' && { task_id: taskId.trim() }),
      };
      await act(requests.adopt(body), { onAccepted: onClose });
    } catch (error) {
      setFailure(error);
    } finally {
      setSending(false);
    }
  };

  return (
    <Modal opened onClose={onClose} title="Adopt a container" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={(event) => void adopt(event)} noValidate>
        <Stack>
          <Text size="sm" c="dimmed">
            A container that runs on a runner already becomes a VPS. It is not touched: it keeps its name and
            goes on running.
          </Text>
          {failure !== null && Object.keys(errors).length === 0 && (
            <Alert color="red" title="The container was not adopted" role="alert">
              {asApiError(failure).detail} {remedyFor(asApiError(failure).code, asApiError(failure).remedy)}
            </Alert>
          )}
          <TextInput
            label="Container"
            description="Its name or id, as docker ps -a shows it"
            value={container}
            onChange={({ currentTarget }) => setContainer(currentTarget.value)}
            error={errors['container']}
            required
            data-autofocus
          />
          <Select
            label="Runner"
            placeholder="The only one"
            data={(runners ?? []).filter(({ alive }) => alive).map(({ name }) => name)}
            value={runner}
            onChange={setRunner}
            error={errors['runner']}
            clearable
          />
          <TextInput
            label="Name of the VPS"
            description="Given if left empty"
            value={taskId}
            onChange={({ currentTarget }) => setTaskId(currentTarget.value)}
            error={errors['task_id']}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isSending}>
              Adopt
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
