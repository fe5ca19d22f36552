import { Alert, Anchor, Button, Code, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconExternalLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { useOperation } from '../api/queries';
import type { Operation } from '../api/types';
import { Age } from '../components/age';
import { OperationProgress } from '../components/operation-progress';
import { Loading, Page, ReadFailure } from '../components/page';
import { StatusBadge } from '../components/status-badge';
import { formatDuration } from '../format';
import { useFastNow } from '../use-now';
import { KIND_WORDS, sayResult } from '../words/operations';
import { remedyFor } from '../words/remedies';
import { CancelButton } from './cancel-button';
import { Steps } from './steps';

export function OperationPage() {
  const { operationId = '' } = useParams();
  const { data: operation, error, refetch } = useOperation(operationId);
  if (operation === undefined) {
    return error === null ? <Loading /> : <ReadFailure error={error} retry={() => void refetch()} />;
  }
  return <Whole operation={operation} />;
}

function Whole({ operation }: { operation: Operation }) {
  const { id, kind, task_id, status, actor, requested_at, temporal_url, ended_at, error, steps } = operation;
  const attempts = steps.reduce((sum, step) => sum + step.attempts, 0);
  return (
    <Page
      title={`${KIND_WORDS[kind].title}: ${task_id}`}
      mark={<StatusBadge of="operation" status={status} />}
      about={
        <Anchor component={Link} to="/operations" size="sm">
          All operations
        </Anchor>
      }
      actions={
        <>
          {ended_at === null && <CancelButton id={id} />}
          {temporal_url !== null && (
            <Button
              component="a"
              href={temporal_url}
              target="_blank"
              rel="noreferrer"
              variant="default"
              rightSection={<IconExternalLink size={15} />}
            >
              In the Temporal Web UI
            </Button>
          )}
        </>
      }
    >
      <Outcome operation={operation} />
      <Paper withBorder p="md">
        <SimpleGrid cols={{ base: 2, sm: 4 }}>
          <Fact name="VPS">
            <Anchor component={Link} to={`/vps/${task_id}`} inherit>
              {task_id}
            </Anchor>
          </Fact>
          <Fact name="Asked by">{actor}</Fact>
          <Fact name="Asked for">
            <Age at={requested_at} />
          </Fact>
          <Fact name="Took">
            <Took operation={operation} />
            {attempts > steps.length && (
              <Text span inherit c="dimmed">
                , {attempts} attempts at {steps.length} steps
              </Text>
            )}
          </Fact>
        </SimpleGrid>
      </Paper>
      <Stack gap="xs">
        <Title order={2} size="h4">
          Steps
        </Title>
        <Steps steps={steps} isOver={ended_at !== null} />
      </Stack>
      {error === null && operation.result !== null && (
        <details>
          <summary>The result as the API gives it</summary>
          <Code block mt="xs" tabIndex={0}>
            {JSON.stringify(operation.result, null, 2)}
          </Code>
        </details>
      )}
      <Text size="xs" c="dimmed">
        Id <Code>{id}</Code>
      </Text>
    </Page>
  );
}

function Outcome({ operation }: { operation: Operation }) {
  const { id, kind, status, error, ended_at } = operation;
  if (ended_at === null) {
    return (
      <Paper withBorder p="md">
        <OperationProgress id={id} kind={kind} />
      </Paper>
    );
  }
  if (status === 'succeeded') {
    return (
      <Alert color="teal" icon={<IconCircleCheck />}>
        {sayResult(operation)}
      </Alert>
    );
  }
  const code = error?.code ?? 'cancelled';
  return (
    <Alert
      color={status === 'cancelled' ? 'gray' : 'red'}
      icon={<IconAlertTriangle />}
      title={status === 'cancelled' ? 'It was cancelled' : `${KIND_WORDS[kind].title} did not succeed`}
    >
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {error?.detail}
      </Text>
      <Text size="sm" mt={4}>
        {remedyFor(code)}{' '}
        <Anchor href={`/docs/errors/${code}`} target="_blank" rel="noreferrer" inherit>
          About this error
        </Anchor>
      </Text>
    </Alert>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </div>
  );
}

function Took({ operation: { duration_ms, started_at } }: { operation: Operation }) {
  if (duration_ms !== null) return formatDuration(duration_ms);
  return started_at === null ? 'not begun yet' : <SoFar since={started_at} />;
}

function SoFar({ since }: { since: string }) {
  const now = useFastNow();
  return <>{formatDuration(now - Date.parse(since))} so far</>;
}
