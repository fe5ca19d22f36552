import { List, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconTool } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMayNot } from '../actions/may';
import { asApiError } from '../actions/use-act';
import { call } from '../api/client';
import { keys } from '../api/keys';
import type { RebuildAnswer, Runner } from '../api/types';
import { ActionButton } from '../components/action-button';
import { Confirm } from '../components/confirm';

/** For the day on which the records are gone and the machine still has everything. */
export function RebuildButton({ runner: { name, alive } }: { runner: Runner }) {
  const cache = useQueryClient();
  const mayNot = useMayNot('admin');
  const [isAsking, setAsking] = useState(false);
  const rebuild = useMutation({
    mutationFn: () =>
      call<RebuildAnswer>(`/api/runners/${encodeURIComponent(name)}/rebuild`, { method: 'POST', body: {} }),
    onSuccess: (answer) => {
      notifications.show({
        color: answer.failed.length === 0 ? 'teal' : 'orange',
        title: name,
        autoClose: 12_000,
        message: sayAnswer(answer),
      });
    },
    onError: (error) => {
      notifications.show({
        color: 'red',
        title: `${name} was not rebuilt`,
        message: asApiError(error).detail,
      });
    },
    onSettled: () => cache.invalidateQueries({ queryKey: keys.fleet }),
  });
  return (
    <>
      <div>
        <ActionButton
          label="Rebuild the records"
          description={`Rebuild the records of ${name}`}
          icon={IconTool}
          size="xs"
          reason={mayNot ?? (alive ? null : 'The runner is silent: it cannot say what it has.')}
          loading={rebuild.isPending}
          onClick={() => setAsking(true)}
        />
      </div>
      {isAsking && (
        <Confirm
          title={`Rebuild the records of ${name}?`}
          confirm="Rebuild"
          onClose={() => setAsking(false)}
          onConfirm={() => rebuild.mutate()}
        >
          <Text size="sm">
            For the day on which Temporal’s data is gone. Each VPS and snapshot on the runner carries labels
            that tell what it is; from these the records are made again.
          </Text>
          <List size="sm" spacing={4}>
            <List.Item>Nothing on the runner changes.</List.Item>
            <List.Item>A VPS that has a record keeps it as it is.</List.Item>
            <List.Item>It may be repeated at will.</List.Item>
          </List>
        </Confirm>
      )}
    </>
  );
}

function sayAnswer({ rebuilt, existing, deleted, failed }: RebuildAnswer): string {
  const failures = failed.map(({ task_id, reason }) => `${task_id}: ${reason}`).join(' ');
  return (
    `${rebuilt.length} rebuilt, ${existing.length} had a record, ${deleted.length} stay deleted.` +
    (failures === '' ? '' : ` Not possible: ${failures}`)
  );
}
