import type { ReactNode } from 'react';
import { Box, Table, Text } from '@mantine/core';
import type { VpsInFull } from '../api/types';
import { Age } from '../components/age';
import { Bytes } from '../components/bytes';
import { StatusBadge } from '../components/status-badge';
import { snapshotTitle } from '../words/reasons';
import { HistoryLines } from './history-lines';
import { lanesOf, layOutHistory, withoutHidden } from './snapshot-graph';
import { SnapshotRow } from './snapshot-row';

interface Props {
  vps: VpsInFull;
  chosen: ReadonlySet<string>;
  choose: (id: string, isChosen: boolean) => void;
  showSafety: boolean;
}

/** From what is now back to the oldest snapshot; lines lead from each to what it was made from. */
export function SnapshotTimeline({ vps, chosen, choose, showSafety }: Props) {
  const { snapshots, head } = vps;
  const shown = showSafety ? snapshots : snapshots.filter(({ reason }) => reason !== 'safety');
  const picture = withoutHidden(snapshots, head, (snapshot) => shown.includes(snapshot));
  const [now, ...rows] = layOutHistory(picture.shown, picture.head);
  const lanes = lanesOf(now === undefined ? rows : [now, ...rows]);
  return (
    <Table.ScrollContainer minWidth={0} type="native">
      <Table
        className="hf-stacked"
        verticalSpacing={10}
        horizontalSpacing="sm"
        aria-label="Snapshots, newest first"
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Td w={16 + lanes * 18} />
            <Table.Th scope="col">Snapshot</Table.Th>
            <Table.Th scope="col">Created</Table.Th>
            <Table.Th scope="col" ta="right">
              Size
            </Table.Th>
            <Table.Th scope="col" ta="right" style={{ whiteSpace: 'nowrap' }}>
              Its own
            </Table.Th>
            <Table.Th scope="col">Actions</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <NowRow vps={vps} lines={now && <HistoryLines row={now} kind="now" />} />
          {shown.map((snapshot, index) => {
            const row = rows[index];
            return (
              <SnapshotRow
                key={snapshot.id}
                vps={vps}
                snapshot={snapshot}
                isChosen={chosen.has(snapshot.id)}
                choose={choose}
                lines={
                  row && (
                    <HistoryLines row={row} kind={snapshot.reason === 'safety' ? 'safety' : 'snapshot'} />
                  )
                }
              />
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function NowRow({ vps, lines }: { vps: VpsInFull; lines: ReactNode }) {
  const { container, status, snapshots, head } = vps;
  const from = snapshots.find(({ id }) => id === head);
  return (
    <Table.Tr>
      <Table.Td visibleFrom="sm" pos="relative" p={0}>
        {lines}
      </Table.Td>
      <Table.Th scope="row">
        <Box ta="left">
          <Text fw={700} span mr={8}>
            Now
          </Text>
          <StatusBadge of="vps" status={status} />
          <Text size="xs" c="dimmed" fw={400}>
            {sayOrigin(vps, from && snapshotTitle(from))}
          </Text>
        </Box>
      </Table.Th>
      <Table.Td data-label="Since">
        {container !== null && isRealTime(container.started_at) && (
          <Age at={container.started_at} size="sm" />
        )}
      </Table.Td>
      <Table.Td data-label="Size" ta="right" c="dimmed">
        –
      </Table.Td>
      <Table.Td data-label="Changes, about" ta="right">
        <Changes vps={vps} />
      </Table.Td>
      <Table.Td />
    </Table.Tr>
  );
}

/** What a running VPS has written since is measured by Docker at a stop or a snapshot only. */
function Changes({ vps: { container, status } }: { vps: VpsInFull }) {
  if (container !== null && container.writable_bytes !== null) {
    return <Bytes value={container.writable_bytes} size="sm" c="dimmed" />;
  }
  return (
    <Text span size="sm" c="dimmed">
      {container !== null && status === 'running' ? 'not measured while it runs' : 'none'}
    </Text>
  );
}

function sayOrigin({ container, image }: VpsInFull, head: string | undefined): string {
  if (container === null) {
    return head === undefined
      ? 'The container is gone.'
      : `The container is gone; a restart comes back to “${head}”.`;
  }
  return head === undefined
    ? `Made from ${image}; no snapshot since.`
    : `Changes since “${head}” are in no snapshot.`;
}

/** Docker gives year 1 for what never was. */
function isRealTime(at: string): boolean {
  return !at.startsWith('0001');
}
