import { Box, Paper, Table, Text } from '@mantine/core';
import type { OperationStep } from '../api/types';
import { StatusBadge } from '../components/status-badge';
import { formatDuration } from '../format';
import { useFastNow, useNow } from '../use-now';

interface Props {
  steps: readonly OperationStep[];
  isOver: boolean;
}

/** The steps as they happen, with when each was worked on as a bar on one common line of time. */
export function Steps({ steps, isOver }: Props) {
  return isOver ? <StepsAt steps={steps} now={0} /> : <LiveSteps steps={steps} />;
}

function LiveSteps({ steps }: { steps: readonly OperationStep[] }) {
  return <StepsAt steps={steps} now={useFastNow()} />;
}

function StepsAt({ steps, now }: { steps: readonly OperationStep[]; now: number }) {
  const coarse = useNow();
  if (steps.length === 0) return <Text c="dimmed">None yet.</Text>;
  const spans = steps.map((step) => spanOf(step, now || coarse));
  const first = Math.min(...spans.map(({ from }) => from));
  const last = Math.max(...spans.map(({ to }) => to), first + 1);
  return (
    <Paper withBorder style={{ overflowX: 'auto' }}>
      <Table className="hf-stacked" verticalSpacing={9} horizontalSpacing="sm" aria-label="Steps">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Step</Table.Th>
            <Table.Th scope="col">Result</Table.Th>
            <Table.Th scope="col" w="30%">
              When
            </Table.Th>
            <Table.Th scope="col" ta="right">
              Took
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {steps.map((step, index) => {
            const { from, to } = spans[index] ?? { from: first, to: first };
            return (
              // Steps have no id; their order never changes.
              <Table.Tr key={`${step.name} ${step.scheduled_at} ${index}`}>
                <Table.Th scope="row" data-label="Step">
                  <div>
                    <Text size="sm" fw={550}>
                      {step.summary ?? step.name}
                    </Text>
                    {step.error !== undefined && (
                      <Text
                        size="xs"
                        fw={400}
                        c="var(--hf-bad)"
                        style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}
                      >
                        {step.error.detail}
                      </Text>
                    )}
                  </div>
                </Table.Th>
                <Table.Td data-label="Result">
                  <StatusBadge of="step" status={step.status} />
                  {step.attempts > 1 && (
                    <Text size="xs" c="dimmed">
                      {step.attempts} attempts
                    </Text>
                  )}
                </Table.Td>
                <Table.Td visibleFrom="sm" aria-hidden>
                  <Box
                    pos="relative"
                    h={8}
                    bg="var(--mantine-color-default-hover)"
                    style={{ borderRadius: 4 }}
                  >
                    <Box
                      pos="absolute"
                      h={8}
                      bg={
                        step.status === 'failed'
                          ? 'var(--mantine-color-red-6)'
                          : 'var(--mantine-color-kelp-6)'
                      }
                      style={{
                        borderRadius: 4,
                        left: `${((from - first) / (last - first)) * 100}%`,
                        width: `max(4px, ${((to - from) / (last - first)) * 100}%)`,
                        maxWidth: '100%',
                      }}
                    />
                  </Box>
                </Table.Td>
                <Table.Td data-label="Took" ta="right" style={{ whiteSpace: 'nowrap' }}>
                  {step.started_at === null ? 'not begun' : formatDuration(to - from)}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

function spanOf(
  { scheduled_at, started_at, ended_at }: OperationStep,
  now: number,
): { from: number; to: number } {
  const from = Date.parse(started_at ?? scheduled_at ?? '') || now;
  return { from, to: Math.max(from, ended_at === null ? now : Date.parse(ended_at)) };
}
