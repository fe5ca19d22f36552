import { Button, Group, Text } from '@mantine/core';
import { IconPackageImport, IconPlus } from '@tabler/icons-react';
import { Suspense, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useMayNot } from '../actions/may';
import { useFleet } from '../api/queries';
import { ActionButton } from '../components/action-button';
import { lazyPart } from '../components/lazy-part';
import { Loading, Page, ReadFailure } from '../components/page';
import { count } from '../format';
import { EmptyFleet } from './empty-fleet';
import { FleetCards } from './fleet-cards';
import { FleetControls } from './fleet-controls';
import { FleetTable } from './fleet-table';
import { selectVpss } from './fleet-view';
import { useFleetView } from './use-fleet-view';

const CreateDialog = lazyPart(async () => (await import('../create/create-dialog')).CreateDialog);
const AdoptDialog = lazyPart(async () => (await import('../create/adopt-dialog')).AdoptDialog);

export function FleetPage() {
  const { data: fleet, error, refetch } = useFleet();
  const { view, change } = useFleetView();
  const [, setParams] = useSearchParams();
  const [dialog, setDialog] = useState<'create' | 'adopt' | null>(null);
  const mayNot = useMayNot('admin');
  const shown = useMemo(() => (fleet === undefined ? [] : selectVpss(fleet, view)), [fleet, view]);

  const actions = (
    <>
      <ActionButton
        label="Adopt a container"
        icon={IconPackageImport}
        reason={mayNot}
        onClick={() => setDialog('adopt')}
      />
      <ActionButton
        label="Create a VPS"
        icon={IconPlus}
        variant="filled"
        reason={mayNot}
        onClick={() => setDialog('create')}
      />
    </>
  );

  return (
    <Page title="Fleet" actions={actions} about={fleet === undefined ? 'Reading' : summarize(fleet)}>
      {fleet === undefined && error !== null && <ReadFailure error={error} retry={() => void refetch()} />}
      {fleet === undefined && error === null && <Loading />}
      {fleet?.length === 0 && <EmptyFleet create={() => setDialog('create')} reason={mayNot} />}
      {fleet !== undefined && fleet.length > 0 && (
        <>
          <FleetControls fleet={fleet} view={view} change={change} shown={shown.length} />
          {shown.length === 0 && (
            <Group justify="center" py="xl">
              <Text c="dimmed">No VPS matches.</Text>
              <Button variant="default" size="xs" onClick={() => setParams({}, { replace: true })}>
                Show all
              </Button>
            </Group>
          )}
          {view.layout === 'cards' ? <FleetCards vpss={shown} /> : <FleetTable vpss={shown} />}
        </>
      )}
      <Suspense fallback={null}>
        {dialog === 'create' && <CreateDialog onClose={() => setDialog(null)} />}
        {dialog === 'adopt' && <AdoptDialog onClose={() => setDialog(null)} />}
      </Suspense>
    </Page>
  );
}

function summarize(fleet: readonly { status: string; operation: unknown; snapshot_count: number }[]): string {
  const running = fleet.filter(({ status }) => status === 'running').length;
  const trouble = fleet.filter(({ status }) => ['failed', 'missing', 'crashed'].includes(status)).length;
  const busy = fleet.filter(({ operation }) => operation !== null).length;
  const snapshots = fleet.reduce((sum, { snapshot_count }) => sum + snapshot_count, 0);
  return [
    count(fleet.length, 'VPS', 'VPSs'),
    `${running} running`,
    ...(trouble > 0 ? [`${trouble} in trouble`] : []),
    ...(busy > 0 ? [`${busy} busy`] : []),
    count(snapshots, 'snapshot'),
  ].join(' · ');
}
