import { Group, NumberInput, Paper, Select, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { MOST_SNAPSHOTS } from '../../../src/domain/retention';
import { useMayNot } from '../actions/may';
import { asApiError } from '../actions/use-act';
import { call } from '../api/client';
import { keys } from '../api/keys';
import type { VpsInFull } from '../api/types';
import { ActionButton } from '../components/action-button';

const DEFAULT = 'default';

/** What the VPS does by itself; what is left open follows the runner. */
export function PolicyForm({ vps }: { vps: VpsInFull }) {
  const { task_id, policy, policy_overrides } = vps;
  const cache = useQueryClient();
  const mayNot = useMayNot('operate');
  const [auto, setAuto] = useState(sayAuto(policy_overrides.auto_snapshot_on_stop));
  const [max, setMax] = useState<number | string>(policy_overrides.max_snapshots ?? '');

  const save = useMutation({
    mutationFn: () =>
      call<VpsInFull>(`/api/vps/${encodeURIComponent(task_id)}`, {
        method: 'PATCH',
        body: {
          auto_snapshot_on_stop: auto === DEFAULT ? null : auto === 'yes',
          max_snapshots: max === '' ? null : Number(max),
        },
      }),
    onSuccess: (changed) => {
      cache.setQueryData<VpsInFull>(keys.vps(task_id), (old) => old && { ...old, ...changed });
      notifications.show({ color: 'teal', title: task_id, message: 'Policy changed.' });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mayNot === null) save.mutate();
  };

  return (
    <Paper withBorder p="md">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Title order={2} size="h5">
            Policy
          </Title>
          <Text size="sm" c="dimmed">
            Now:{' '}
            {policy.auto_snapshot_on_stop ? 'a snapshot at each stop and restart' : 'no snapshot by itself'},{' '}
            {policy.max_snapshots === 0
              ? 'all snapshots are kept'
              : `at most ${policy.max_snapshots} are kept`}
            .
          </Text>
          <Group align="flex-end" gap="sm">
            <Select
              label="Snapshot at each stop and restart"
              data={[
                { value: DEFAULT, label: 'As the runner says' },
                { value: 'yes', label: 'Yes' },
                { value: 'no', label: 'No' },
              ]}
              value={auto}
              onChange={(value) => setAuto(value ?? DEFAULT)}
              allowDeselect={false}
            />
            <NumberInput
              label="Snapshots kept"
              placeholder="As the runner says"
              description={`0 keeps all, up to ${MOST_SNAPSHOTS}`}
              value={max}
              onChange={setMax}
              min={0}
              max={MOST_SNAPSHOTS}
              allowDecimal={false}
            />
            <ActionButton
              type="submit"
              label="Save the policy"
              icon={IconDeviceFloppy}
              reason={mayNot}
              loading={save.isPending}
            />
          </Group>
          {save.error !== null && (
            <Text size="sm" c="var(--hf-bad)" role="alert">
              {asApiError(save.error).detail}
            </Text>
          )}
        </Stack>
      </form>
    </Paper>
  );
}

function sayAuto(choice: boolean | undefined): string {
  if (choice === undefined) return DEFAULT;
  return choice ? 'yes' : 'no';
}
