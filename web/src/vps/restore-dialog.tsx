import { Checkbox, List, Text } from '@mantine/core';
import { useState } from 'react';
import { requests } from '../actions/requests';
import { useAct } from '../actions/use-act';
import type { Snapshot, VpsInFull } from '../api/types';
import { Confirm } from '../components/confirm';
import { Age } from '../components/age';
import { formatExactBytes } from '../format';
import { snapshotTitle } from '../words/reasons';

interface Props {
  vps: VpsInFull;
  snapshot: Snapshot;
  onClose: () => void;
}

/** Says what a restore replaces, what is saved first, and what stays as it is. */
export function RestoreDialog({ vps, snapshot, onClose }: Props) {
  const act = useAct();
  const [saveFirst, setSaveFirst] = useState(true);
  const { task_id, container, status, not_captured } = vps;
  const bytes = container?.writable_bytes ?? null;
  const isUp = status === 'running' || status === 'paused';
  return (
    <Confirm
      title={`Restore ${task_id}?`}
      confirm={saveFirst || container === null ? 'Restore' : 'Restore and discard'}
      danger={!saveFirst && container !== null}
      onClose={onClose}
      onConfirm={() =>
        void act(requests.restore(task_id, snapshot.id, saveFirst ? {} : { safety_snapshot: false }))
      }
    >
      <Text size="sm">
        The files of {task_id} become those of <b>{snapshotTitle(snapshot)}</b>, taken{' '}
        <Age at={snapshot.created_at} />.
      </Text>
      <List size="sm" spacing={6}>
        {isUp && (
          <List.Item>
            The VPS stops and starts: whatever runs in it ends, and people are logged out.
          </List.Item>
        )}
        {container !== null && (
          <List.Item>
            {saveFirst ? (
              <>
                What is there now{bytes !== null && ` (${formatExactBytes(bytes)} of changes)`} is saved in a
                safety snapshot first, unless a snapshot holds it already. One click brings it back.
              </>
            ) : (
              <Text span inherit c="var(--hf-bad)" fw={600}>
                What is there now{bytes !== null && ` (${formatExactBytes(bytes)} of changes)`} is lost, as
                far as no snapshot holds it. This cannot be undone.
              </Text>
            )}
          </List.Item>
        )}
        {not_captured.length > 0 && (
          <List.Item>
            Stays as it is: {not_captured.map(({ path }) => path).join(', ')}. No snapshot holds what is
            there.
          </List.Item>
        )}
        <List.Item>Should the restored VPS not come up, the present one takes its place again.</List.Item>
      </List>
      {container !== null && (
        <Checkbox
          label="Save what is there now first"
          checked={saveFirst}
          onChange={({ currentTarget }) => setSaveFirst(currentTarget.checked)}
        />
      )}
    </Confirm>
  );
}
