import { List, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { requests } from '../actions/requests';
import { useAct } from '../actions/use-act';
import type { Vps } from '../api/types';
import { Confirm } from '../components/confirm';
import { count, formatExactBytes } from '../format';

/** The one thing that cannot be had back: the name has to be typed. */
export function DeleteVps({ vps, onClose }: { vps: Vps; onClose: () => void }) {
  const act = useAct();
  const { task_id, snapshot_count, container, not_captured } = vps;
  const [snapshots, setSnapshots] = useState<'delete' | 'keep'>('keep');
  const [typed, setTyped] = useState('');
  const volumes = not_captured.filter(({ type }) => type === 'volume');
  return (
    <Confirm
      danger
      blocked={typed !== task_id}
      title={`Delete ${task_id}?`}
      confirm={`Delete ${task_id}`}
      onClose={onClose}
      onConfirm={() => void act(requests.deleteVps(task_id, snapshots))}
    >
      <List size="sm" spacing={6}>
        <List.Item>
          Its container is removed, with everything in it that no snapshot holds
          {container !== null &&
            container.writable_bytes !== null &&
            ` (up to ${formatExactBytes(container.writable_bytes)})`}
          . This cannot be undone.
        </List.Item>
        {volumes.length > 0 && (
          <List.Item>
            Its volumes stay: {volumes.map(({ source, path }) => source || path).join(', ')}.
          </List.Item>
        )}
      </List>
      {snapshot_count > 0 && (
        <Radio.Group
          label={`Its ${count(snapshot_count, 'snapshot')}`}
          value={snapshots}
          onChange={(value) => setSnapshots(value === 'delete' ? 'delete' : 'keep')}
        >
          <Stack gap={6} mt={6}>
            <Radio value="keep" label="Keep the images on the runner" />
            <Radio value="delete" label="Delete them too, for good" />
          </Stack>
        </Radio.Group>
      )}
      <TextInput
        label={
          <>
            Type{' '}
            <Text span inherit ff="monospace">
              {task_id}
            </Text>{' '}
            to confirm
          </>
        }
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
      />
    </Confirm>
  );
}
