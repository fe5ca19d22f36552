import { Paper, Stack, Text, Timeline, Title } from '@mantine/core';
import type { VpsInFull } from '../api/types';
import { Age } from '../components/age';
import { OperationsList } from '../operations/operations-list';

/** What was done with the VPS, and what happened to it without anybody asking. */
export function History({ vps }: { vps: VpsInFull }) {
  const newestFirst = [...vps.events].reverse();
  return (
    <Stack>
      <Paper withBorder p="md">
        <Title order={2} size="h5" mb="sm">
          What happened by itself
        </Title>
        {newestFirst.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing: all that changed was asked for.
          </Text>
        ) : (
          <Timeline bulletSize={12} lineWidth={2} active={-1}>
            {newestFirst.map(({ at, type, detail }) => (
              <Timeline.Item key={`${at} ${type} ${detail}`}>
                <Text size="sm">{detail}</Text>
                <Age at={at} size="xs" c="dimmed" />
              </Timeline.Item>
            ))}
          </Timeline>
        )}
      </Paper>
      <Title order={2} size="h5">
        Operations
      </Title>
      <OperationsList filter={{ vps: vps.task_id }} withVps={false} />
    </Stack>
  );
}
