import { Anchor, Button, Group, Paper, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import { type OperationFilter, useOperations } from '../api/queries';
import type { OperationItem } from '../api/types';
import { Age } from '../components/age';
import { Loading, ReadFailure } from '../components/page';
import { StatusBadge } from '../components/status-badge';
import { formatDuration } from '../format';
import { useNow } from '../use-now';
import { KIND_WORDS } from '../words/operations';

interface Props {
  filter: OperationFilter;
  withVps?: boolean;
}

/** The audit: who asked for what, when, and what came of it. */
export function OperationsList({ filter, withVps = true }: Props) {
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useOperations(filter);
  if (data === undefined) {
    return error === null ? (
      <Loading rows={5} height={44} />
    ) : (
      <ReadFailure error={error} retry={() => void refetch()} />
    );
  }
  const operations = data.pages.flatMap((page) => page.operations);
  if (operations.length === 0) return <Text c="dimmed">No operation matches.</Text>;
  return (
    <>
      <Paper withBorder style={{ overflowX: 'auto' }}>
        <Table
          className="hf-stacked"
          verticalSpacing={9}
          horizontalSpacing="sm"
          aria-label="Operations, newest first"
        >
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Operation</Table.Th>
              {withVps && <Table.Th scope="col">VPS</Table.Th>}
              <Table.Th scope="col">Result</Table.Th>
              <Table.Th scope="col">Asked by</Table.Th>
              <Table.Th scope="col">When</Table.Th>
              <Table.Th scope="col" ta="right">
                Took
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {operations.map((operation) => (
              <Row key={operation.id} operation={operation} withVps={withVps} />
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
      {hasNextPage && (
        <Group justify="center" mt="sm">
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older ones
          </Button>
        </Group>
      )}
    </>
  );
}

function Row({ operation, withVps }: { operation: OperationItem; withVps: boolean }) {
  const { id, kind, task_id, status, actor, requested_at, progress } = operation;
  return (
    <Table.Tr>
      <Table.Th scope="row" data-label="Operation">
        <Anchor component={Link} to={`/operations/${encodeURIComponent(id)}`} size="sm" fw={600}>
          {KIND_WORDS[kind].title}
        </Anchor>
      </Table.Th>
      {withVps && (
        <Table.Td data-label="VPS">
          <Anchor component={Link} to={`/vps/${task_id}`} size="sm" c="var(--mantine-color-text)">
            {task_id}
          </Anchor>
        </Table.Td>
      )}
      <Table.Td data-label="Result">
        <Group gap="xs">
          <StatusBadge of="operation" status={status} />
          {progress?.step_summary && (
            <Text size="xs" c="dimmed">
              {progress.step_summary}
            </Text>
          )}
        </Group>
      </Table.Td>
      <Table.Td data-label="Asked by">{actor}</Table.Td>
      <Table.Td data-label="When">
        <Age at={requested_at} size="sm" />
      </Table.Td>
      <Table.Td data-label="Took" ta="right" style={{ whiteSpace: 'nowrap' }}>
        <Took operation={operation} />
      </Table.Td>
    </Table.Tr>
  );
}

function Took({ operation: { duration_ms, started_at } }: { operation: OperationItem }) {
  const now = useNow();
  if (duration_ms !== null) return formatDuration(duration_ms);
  return (
    <Text span inherit c="dimmed">
      {started_at === null ? 'not begun' : `${formatDuration(now - Date.parse(started_at))} so far`}
    </Text>
  );
}
