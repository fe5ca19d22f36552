import { Group, Menu } from '@mantine/core';
import {
  IconCamera,
  IconFileDescription,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import { useNavigate } from 'react-router';
import { useMayNot } from '../actions/may';
import { requests } from '../actions/requests';
import { useLastAction } from '../actions/results';
import { useAct } from '../actions/use-act';
import { whyNot } from '../actions/why-not';
import type { Vps } from '../api/types';
import { ActionButton } from '../components/action-button';
import { ActionItem } from '../components/action-item';
import { lazyPart } from '../components/lazy-part';
import { MoreMenu } from '../components/more-menu';

const DeleteVps = lazyPart(async () => (await import('../vps/delete-vps')).DeleteVps);
const SnapshotDialog = lazyPart(async () => (await import('../vps/snapshot-dialog')).SnapshotDialog);

interface Props {
  vps: Vps;
  /** Icons alone, for a dense list. */
  dense?: boolean;
}

/** What can be done with a VPS, wherever one is shown. */
export function VpsActions({ vps, dense = false }: Props) {
  const act = useAct();
  const navigate = useNavigate();
  const mayNot = useMayNot('operate');
  const mayNotDelete = useMayNot('admin');
  const [dialog, setDialog] = useState<'delete' | 'snapshot' | null>(null);
  const { task_id, status, policy } = vps;
  const last = useLastAction(task_id);
  const pending = last?.state === 'sending' || last?.state === 'going' ? last.kind : null;
  const isUp = status === 'running' || status === 'paused';
  const reason = (action: Parameters<typeof whyNot>[0]) => mayNot ?? whyNot(action, vps);

  const lifecycle = isUp ? (
    <ActionButton
      compact
      label="Stop"
      description={`Stop ${task_id}`}
      icon={IconPlayerStop}
      reason={reason('stop')}
      loading={pending === 'stop'}
      onClick={() => void act(requests.stop(task_id))}
    />
  ) : (
    <ActionButton
      compact
      label="Start"
      description={`Start ${task_id}`}
      icon={IconPlayerPlay}
      reason={reason('start')}
      loading={pending === 'start'}
      onClick={() => void act(requests.plain('start', task_id))}
    />
  );

  return (
    <Group gap={6} wrap="nowrap">
      <ActionButton
        compact={dense}
        label="Snapshot"
        description={`Take a snapshot of ${task_id}`}
        icon={IconCamera}
        variant="light"
        color="kelp"
        size="sm"
        reason={reason('snapshot')}
        loading={pending === 'snapshot'}
        onClick={() => void act(requests.snapshot(task_id))}
      />
      <ActionButton
        compact
        label="Restart"
        description={`Restart ${task_id}`}
        icon={IconRefresh}
        reason={reason('restart')}
        loading={pending === 'restart'}
        onClick={() => void act(requests.plain('restart', task_id))}
      />
      {lifecycle}
      {!dense &&
        (status === 'paused' ? (
          <ActionButton
            compact
            label="Resume"
            description={`Resume ${task_id}`}
            icon={IconPlayerPlay}
            reason={reason('resume')}
            loading={pending === 'resume'}
            onClick={() => void act(requests.plain('resume', task_id))}
          />
        ) : (
          <ActionButton
            compact
            label="Pause"
            description={`Pause ${task_id}`}
            icon={IconPlayerPause}
            reason={reason('pause')}
            loading={pending === 'pause'}
            onClick={() => void act(requests.plain('pause', task_id))}
          />
        ))}
      <MoreMenu label={`More for ${task_id}`}>
        {() => (
          <>
            <ActionItem
              label="Open"
              icon={IconFileDescription}
              onClick={() => void navigate(`/vps/${task_id}`)}
            />
            <ActionItem
              label="Snapshot with a name or message"
              icon={IconCamera}
              reason={reason('snapshot')}
              onClick={() => setDialog('snapshot')}
            />
            {dense && (
              <ActionItem
                label={status === 'paused' ? 'Resume' : 'Pause'}
                icon={status === 'paused' ? IconPlayerPlay : IconPlayerPause}
                reason={reason(status === 'paused' ? 'resume' : 'pause')}
                onClick={() => void act(requests.plain(status === 'paused' ? 'resume' : 'pause', task_id))}
              />
            )}
            {policy.auto_snapshot_on_stop && isUp && (
              <ActionItem
                label="Stop without a snapshot"
                icon={IconPlayerStop}
                reason={reason('stop')}
                onClick={() => void act(requests.stop(task_id, { snapshot: false }))}
              />
            )}
            <Menu.Divider />
            <ActionItem
              label="Delete"
              icon={IconTrash}
              color="red"
              reason={mayNotDelete ?? whyNot('delete', vps)}
              onClick={() => setDialog('delete')}
            />
          </>
        )}
      </MoreMenu>
      <Suspense fallback={null}>
        {dialog === 'delete' && <DeleteVps vps={vps} onClose={() => setDialog(null)} />}
        {dialog === 'snapshot' && <SnapshotDialog vps={vps} onClose={() => setDialog(null)} />}
      </Suspense>
    </Group>
  );
}
