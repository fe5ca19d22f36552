import { Alert, Anchor, Group, Paper, Stack, Tabs, Text } from '@mantine/core';
import { IconCamera, IconHistory, IconSettings, IconTerminal2 } from '@tabler/icons-react';
import { Suspense } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { useMayNot } from '../actions/may';
import { whyNot } from '../actions/why-not';
import { ApiError } from '../api/client';
import { useSession, useVps } from '../api/queries';
import type { VpsInFull } from '../api/types';
import { Age } from '../components/age';
import { CopyLine } from '../components/copy-line';
import { LastAction } from '../components/last-action';
import { lazyPart } from '../components/lazy-part';
import { OperationProgress } from '../components/operation-progress';
import { Loading, Page, ReadFailure } from '../components/page';
import { StatusBadge } from '../components/status-badge';
import { Uptime } from '../fleet/uptime';
import { VpsActions } from '../fleet/vps-actions';
import { VPS_LOOKS } from '../words/status';
import { Configuration } from './configuration';
import { History } from './history';
import { PolicyForm } from './policy-form';
import { SnapshotsPanel } from './snapshots-panel';
import { UndoRestore } from './undo-restore';

const TerminalPanel = lazyPart(async () => (await import('../terminal/terminal-panel')).TerminalPanel);

const TABS = ['snapshots', 'configuration', 'history', 'terminal'];

export function VpsPage() {
  const { taskId = '' } = useParams();
  const { data: vps, error, refetch } = useVps(taskId);
  if (error instanceof ApiError && error.code === 'vps_not_found') return <Gone taskId={taskId} />;
  if (vps === undefined) {
    return error === null ? <Loading /> : <ReadFailure error={error} retry={() => void refetch()} />;
  }
  return <Vps vps={vps} />;
}

function Vps({ vps }: { vps: VpsInFull }) {
  const { task_id, status, runner, image, ssh, operation, queue, created_at, created_by, snapshots } = vps;
  const [params, setParams] = useSearchParams();
  const chosen = params.get('tab') ?? '';
  const tab = TABS.includes(chosen) ? chosen : 'snapshots';
  const { data: session } = useSession();
  const mayNot = useMayNot('admin');
  const noTerminal =
    mayNot ?? (session?.terminal === false ? 'This Holdfast offers no terminal.' : whyNot('terminal', vps));
  const isUp = status === 'running' || status === 'paused';
  const needsAttention = status === 'failed' || status === 'missing' || status === 'crashed';
  return (
    <Page
      title={task_id}
      mark={<StatusBadge of="vps" status={status} />}
      about={
        <>
          {image} · on {runner} · created <Age at={created_at} /> by {created_by}
          {isUp && ' · '}
          <Uptime vps={vps} />
        </>
      }
      actions={<VpsActions vps={vps} />}
    >
      <Anchor component={Link} to="/" size="sm" mt={-12}>
        Back to the fleet
      </Anchor>
      {needsAttention && (
        <Alert color={status === 'crashed' ? 'orange' : 'red'} title={`This VPS is ${status}`}>
          {VPS_LOOKS[status].meaning}
        </Alert>
      )}
      {operation !== null && (
        <Paper withBorder p="md">
          <OperationProgress id={operation.id} kind={operation.kind} waiting={queue.length} />
        </Paper>
      )}
      <LastAction taskId={task_id} />
      <UndoRestore vps={vps} />
      {ssh !== null && (
        <Group gap="xs" wrap="nowrap" maw="100%">
          <Text size="sm" c="dimmed">
            Log in
          </Text>
          <CopyLine text={ssh} what="SSH command" />
        </Group>
      )}
      <Tabs
        value={tab}
        onChange={(value) =>
          setParams(value === 'snapshots' || value === null ? {} : { tab: value }, { replace: true })
        }
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="snapshots" leftSection={<IconCamera size={16} />}>
            Snapshots ({snapshots.length})
          </Tabs.Tab>
          <Tabs.Tab value="configuration" leftSection={<IconSettings size={16} />}>
            Configuration
          </Tabs.Tab>
          <Tabs.Tab value="history" leftSection={<IconHistory size={16} />}>
            History
          </Tabs.Tab>
          <Tabs.Tab value="terminal" leftSection={<IconTerminal2 size={16} />}>
            Terminal
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="snapshots">
          <SnapshotsPanel vps={vps} />
        </Tabs.Panel>
        <Tabs.Panel value="configuration">
          <Stack>
            <PolicyForm vps={vps} />
            <Configuration vps={vps} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <History vps={vps} />
        </Tabs.Panel>
        <Tabs.Panel value="terminal">
          {noTerminal === null ? (
            <Suspense fallback={<Loading rows={1} height={360} />}>
              <TerminalPanel taskId={task_id} />
            </Suspense>
          ) : (
            <Alert color="gray" title="No terminal now">
              {noTerminal}
            </Alert>
          )}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Gone({ taskId }: { taskId: string }) {
  return (
    <Page title={taskId}>
      <Alert color="gray" title="There is no such VPS">
        It was deleted, or it never was. What was done with it is on the{' '}
        <Anchor
          component={Link}
          to={`/operations?vps=${encodeURIComponent(taskId)}`}
          inherit
          underline="always"
        >
          Operations page
        </Anchor>
        , and{' '}
        <Anchor component={Link} to="/" inherit underline="always">
          the fleet
        </Anchor>{' '}
        shows what there is.
      </Alert>
    </Page>
  );
}
