import { Anchor, Box, Paper, Table, Text } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { memo, useLayoutEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { Vps } from '../api/types';
import { CopyLine } from '../components/copy-line';
import { LastAction } from '../components/last-action';
import { OperationProgress } from '../components/operation-progress';
import { StatusBadge } from '../components/status-badge';
import { formatMemory } from '../format';
import { Uptime } from './uptime';
import { VpsActions } from './vps-actions';
import { SnapshotsInBrief } from './vps-card';

const ROW_HEIGHT = 54;
const COLUMNS = ['VPS', 'Status', 'Runner', 'SSH', 'Snapshots', 'Actions'];

/** The dense view. Rows out of view are room above and below. */
export function FleetTable({ vpss }: { vpss: readonly Vps[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(frame.current?.offsetTop ?? 0), []);
  const virtualizer = useWindowVirtualizer({
    count: vpss.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    useFlushSync: false,
    scrollMargin: top,
    getItemKey: (row) => vpss[row]?.task_id ?? row,
  });
  const rows = virtualizer.getVirtualItems();
  const above = (rows[0]?.start ?? top) - top;
  const below = virtualizer.getTotalSize() - ((rows.at(-1)?.end ?? top) - top);
  return (
    <Paper withBorder ref={frame} style={{ overflowX: 'auto' }}>
      <Table
        className="hf-stacked"
        verticalSpacing={8}
        horizontalSpacing="sm"
        aria-label="VPSs"
        aria-rowcount={vpss.length + 1}
      >
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map((name) => (
              <Table.Th key={name} scope="col">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {above > 0 && <Room height={above} />}
          {rows.map(({ index, key }) => {
            const vps = vpss[index];
            return vps && <Row key={key} vps={vps} index={index} measure={virtualizer.measureElement} />;
          })}
          {below > 0 && <Room height={below} />}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

interface RowProps {
  vps: Vps;
  index: number;
  measure: (row: HTMLElement | null) => void;
}

const Row = memo(function Row({ vps, index, measure }: RowProps) {
  const { task_id, status, runner, image, spec, ssh, operation, queue } = vps;
  return (
    <Table.Tr ref={measure} data-index={index} aria-rowindex={index + 2} aria-label={`VPS ${task_id}`}>
      <Table.Th scope="row" data-label="VPS">
        <div style={{ minWidth: 0 }}>
          <Anchor component={Link} to={`/vps/${task_id}`} fw={650} c="var(--mantine-color-text)">
            {task_id}
          </Anchor>
          <Text size="xs" c="dimmed" truncate maw={180}>
            {image}
          </Text>
        </div>
      </Table.Th>
      <Table.Td data-label="Status" miw={150}>
        <Box maw={220}>
          <StatusBadge of="vps" status={status} />
          {operation === null ? (
            <>
              <div>
                <Uptime vps={vps} />
              </div>
              <LastAction taskId={task_id} />
            </>
          ) : (
            <OperationProgress id={operation.id} kind={operation.kind} waiting={queue.length} />
          )}
        </Box>
      </Table.Td>
      <Table.Td data-label="Runner">
        <div>
          <Text size="sm">{runner}</Text>
          <Text size="xs" c="dimmed">
            {spec?.cpus ? `${spec.cpus} CPU` : 'all CPUs'},{' '}
            {spec?.memory_bytes ? formatMemory(spec.memory_bytes) : 'no limit'}
          </Text>
        </div>
      </Table.Td>
      <Table.Td data-label="SSH">
        {ssh === null ? (
          <Text span c="dimmed" size="sm">
            none
          </Text>
        ) : (
          <Box maw={190}>
            <CopyLine text={ssh} what="SSH command" />
          </Box>
        )}
      </Table.Td>
      <Table.Td data-label="Snapshots">
        <SnapshotsInBrief vps={vps} />
      </Table.Td>
      <Table.Td data-label="Actions">
        <VpsActions vps={vps} dense />
      </Table.Td>
    </Table.Tr>
  );
});

function Room({ height }: { height: number }) {
  return <tr aria-hidden style={{ height, padding: 0, border: 0 }} />;
}
