import { Anchor, Group, Progress, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useOperation } from '../api/queries';
import type { Operation, OperationKind } from '../api/types';
import { formatBytes, formatDuration } from '../format';
import { useFastNow } from '../use-now';
import { KIND_WORDS } from '../words/operations';

interface Props {
  id: string | null;
  kind: OperationKind;
  /** How many wait behind it. */
  waiting?: number;
}

/** The operation in progress, where it happens: what it is at, and how far. */
export function OperationProgress({ id, kind, waiting = 0 }: Props) {
  const { data } = useOperation(id);
  const { doing } = KIND_WORDS[kind];
  const share = data === undefined ? null : shareOf(data);
  const step = data === undefined ? 'Asking' : describe(data);
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" fw={600} truncate>
          {id === null ? (
            doing
          ) : (
            <Anchor component={Link} to={`/operations/${encodeURIComponent(id)}`} inherit>
              {doing}
            </Anchor>
          )}
        </Text>
        <Elapsed since={data?.started_at ?? null} />
      </Group>
      <Progress
        value={share ?? 100}
        animated={share === null}
        striped={share === null}
        size="sm"
        color="blue"
        aria-label={`${doing}: ${step}`}
      />
      <Text size="xs" c="dimmed" truncate title={step}>
        {step}
        {waiting > 0 && `; ${waiting} more waiting`}
      </Text>
    </Stack>
  );
}

function Elapsed({ since }: { since: string | null }) {
  const now = useFastNow();
  if (since === null) return null;
  return (
    <Text size="xs" c="dimmed" ff="monospace">
      {formatDuration(now - Date.parse(since))}
    </Text>
  );
}

/** In percent; null when it cannot be told. */
function shareOf({ progress }: Operation): number | null {
  const total = progress?.total_steps;
  if (!progress || !total) return null;
  const { bytes, done_steps } = progress;
  const within = bytes?.total ? Math.min(1, bytes.done / bytes.total) : 0;
  return Math.min(100, Math.max(3, ((done_steps + within) / total) * 100));
}

function describe({ status, waiting_for, progress, steps }: Operation): string {
  if (waiting_for) return `Waits for ${waiting_for}`;
  if (status === 'queued') return 'Waits for its turn';
  const bytes = progress?.bytes;
  const counted = bytes
    ? ` (${formatBytes(bytes.done)}${bytes.total === null ? '' : ` of ${formatBytes(bytes.total)}`})`
    : '';
  const live = steps.findLast((step) => step.ended_at === null) ?? steps.at(-1);
  const name = progress?.step_summary ?? live?.summary ?? live?.name;
  return name ? `${name}${counted}` : 'Beginning';
}
