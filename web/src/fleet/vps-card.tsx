import { Anchor, Card, Group, Stack, Text } from '@mantine/core';
import { IconCamera, IconCpu, IconDeviceSdCard, IconServer2, IconStack2 } from '@tabler/icons-react';
import { type ComponentType, memo, type ReactNode } from 'react';
import { Link } from 'react-router';
import { useLastAction } from '../actions/results';
import type { Vps } from '../api/types';
import { Age } from '../components/age';
import { Bytes } from '../components/bytes';
import { CopyLine } from '../components/copy-line';
import { LastAction } from '../components/last-action';
import { OperationProgress } from '../components/operation-progress';
import { StatusBadge } from '../components/status-badge';
import { formatMemory } from '../format';
import { Uptime } from './uptime';
import { VpsActions } from './vps-actions';
import classes from './vps-card.module.css';

/** Drawn again when its VPS has changed, and not when another one has. */
export const VpsCard = memo(function VpsCard({ vps }: { vps: Vps }) {
  const { task_id, status, runner, image, spec, ssh, operation, queue } = vps;
  const isSending = useLastAction(task_id)?.state === 'sending';
  return (
    <Card
      withBorder
      padding="md"
      className={classes['card'] ?? ''}
      component="article"
      aria-label={`VPS ${task_id}`}
    >
      <Stack gap="sm" justify="space-between" h="100%">
        <Stack gap={10}>
          <Group justify="space-between" wrap="nowrap" gap="xs">
            <Anchor
              component={Link}
              to={`/vps/${task_id}`}
              fw={650}
              size="lg"
              truncate
              c="var(--mantine-color-text)"
            >
              {task_id}
            </Anchor>
            <StatusBadge of="vps" status={status} />
          </Group>
          <Group gap="4px 14px">
            <Fact icon={IconStack2} name="Image">
              {image}
            </Fact>
            <Fact icon={IconServer2} name="Runner">
              {runner}
            </Fact>
            <Fact icon={IconCpu} name="CPUs">
              {spec?.cpus ? `${spec.cpus} CPU` : 'all CPUs'}
            </Fact>
            <Fact icon={IconDeviceSdCard} name="Memory">
              {spec?.memory_bytes ? formatMemory(spec.memory_bytes) : 'no memory limit'}
            </Fact>
          </Group>
          {ssh === null ? (
            <Text size="xs" c="dimmed" h={22} lh="22px">
              {status === 'running' ? 'Publishes no SSH port' : 'Not reachable while it does not run'}
            </Text>
          ) : (
            <CopyLine text={ssh} what="SSH command" />
          )}
          <Group justify="space-between" gap="xs">
            <SnapshotsInBrief vps={vps} />
            <Uptime vps={vps} />
          </Group>
        </Stack>
        <Stack gap="xs">
          {operation !== null ? (
            <OperationProgress id={operation.id} kind={operation.kind} waiting={queue.length} />
          ) : (
            <>
              {isSending && (
                <Text size="xs" c="dimmed">
                  Asking the API
                </Text>
              )}
              <LastAction taskId={task_id} />
            </>
          )}
          <VpsActions vps={vps} />
        </Stack>
      </Stack>
    </Card>
  );
});

interface FactProps {
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>;
  name: string;
  children: ReactNode;
}

function Fact({ icon: Icon, name, children }: FactProps) {
  return (
    <Group gap={5} wrap="nowrap" miw={0} c="dimmed" title={name}>
      <Icon size={15} stroke={1.7} />
      <Text size="sm" truncate maw={170}>
        {children}
      </Text>
    </Group>
  );
}

export function SnapshotsInBrief({ vps: { snapshot_count, newest_snapshot } }: { vps: Vps }) {
  return (
    <Group gap={5} wrap="nowrap">
      <IconCamera size={15} stroke={1.7} aria-hidden style={{ flexShrink: 0 }} />
      <Text size="sm">
        {snapshot_count === 0 || newest_snapshot === null ? (
          <Text span inherit c="dimmed">
            No snapshot yet
          </Text>
        ) : (
          <>
            {snapshot_count === 1 ? '1 snapshot' : `${snapshot_count} snapshots`},{' '}
            {snapshot_count > 1 && 'newest '}
            <Age at={newest_snapshot.created_at} /> (<Bytes value={newest_snapshot.unique_size} />)
          </>
        )}
      </Text>
    </Group>
  );
}
