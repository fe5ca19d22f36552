import { Code, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useRunners } from '../api/queries';
import { Loading, Page, ReadFailure } from '../components/page';
import { RunnerCard } from './runner-card';

export function RunnersPage() {
  const { data: runners, error, refetch } = useRunners();
  return (
    <Page title="Runners" about="The machines that carry the VPSs and their snapshots.">
      {runners === undefined && error !== null && <ReadFailure error={error} retry={() => void refetch()} />}
      {runners === undefined && error === null && <Loading rows={2} height={200} />}
      {runners?.length === 0 && (
        <Paper withBorder p="xl">
          <Stack gap="xs">
            <Title order={2} size="h4">
              No runner has been heard of
            </Title>
            <Text>
              A runner is a machine with Docker and a worker: start one with{' '}
              <Code>HOLDFAST_ROLES=runner</Code> and it shows up here by itself. It needs no open port.
            </Text>
          </Stack>
        </Paper>
      )}
      {runners !== undefined && runners.length > 0 && (
        <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
          {runners.map((runner) => (
            <RunnerCard key={runner.name} runner={runner} />
          ))}
        </SimpleGrid>
      )}
    </Page>
  );
}
