import { Alert, Anchor, Badge, Group, Paper, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCloudOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Runner } from '../api/types';
import { Age } from '../components/age';
import { count, formatBytes, formatMemory } from '../format';
import { diskShares, diskState } from './disk';
import { RebuildButton } from './rebuild-button';

export function RunnerCard({ runner }: { runner: Runner }) {
  const { name, alive, last_seen, vps_count, docker_version, docker_api_version, cpus, memory_bytes } =
    runner;
  return (
    <Paper withBorder p="md" component="section" aria-label={`Runner ${name}`}>
      <Stack gap="md">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {name}
          </Title>
          <Badge
            color={alive ? 'teal' : 'red'}
            variant="light"
            tt="none"
            leftSection={alive ? <IconCircleCheck size={13} /> : <IconCloudOff size={13} />}
          >
            {alive ? 'Alive' : 'Silent'}
          </Badge>
        </Group>
        {!alive && (
          <Alert color="red" p="sm" icon={<IconCloudOff size={18} />}>
            {last_seen === null ? (
              'Nobody has heard of it since this API started.'
            ) : (
              <>
                Last heard of <Age at={last_seen} />.
              </>
            )}{' '}
            Its VPSs may well run on; operations on them wait until it is back.
          </Alert>
        )}
        <SimpleGrid cols={2} verticalSpacing="xs">
          <Fact name="VPSs">
            <Anchor component={Link} to={`/?runner=${name}`} inherit>
              {count(vps_count, 'VPS', 'VPSs')}
            </Anchor>
          </Fact>
          <Fact name="Docker">
            {docker_version === null ? 'does not answer' : `${docker_version}, API ${docker_api_version}`}
          </Fact>
          <Fact name="Machine">
            {cpus === null ? 'unknown' : count(cpus, 'CPU')}
            {memory_bytes !== null && `, ${formatMemory(memory_bytes)}`}
          </Fact>
          <Fact name="Snapshots">
            {runner.snapshot_count === null
              ? 'unknown'
              : `${runner.snapshot_count}, ${formatBytes(runner.snapshot_bytes)}`}
          </Fact>
        </SimpleGrid>
        <Disk runner={runner} />
        <RebuildButton runner={runner} />
      </Stack>
    </Paper>
  );
}

function Disk({ runner }: { runner: Runner }) {
  const { disk, snapshot_bytes } = runner;
  const shares = diskShares(runner);
  const state = diskState(runner);
  if (disk === null || shares === null) {
    return (
      <Text size="sm" c="dimmed">
        The disk’s state is not known.
      </Text>
    );
  }
  return (
    <Stack gap={6}>
      <Group justify="space-between">
        <Text size="sm" fw={600}>
          Disk
        </Text>
        <Text size="sm">{sayFree(disk)}</Text>
      </Group>
      <Progress.Root size="lg" aria-label={`Disk: ${sayFree(disk)}`}>
        <Progress.Section
          value={Math.max(shares.snapshots, snapshot_bytes ? 0.8 : 0)}
          color="kelp.6"
          aria-label="Snapshots"
        />
        {shares.others !== null && (
          <Progress.Section value={shares.others} color="gray.5" aria-label="Everything else" />
        )}
      </Progress.Root>
      <Text size="xs" c="dimmed">
        Snapshots (green) hold {formatBytes(snapshot_bytes)}
        {shares.others !== null && ', the rest (grey) is images, containers and other files'}.{' '}
        {formatBytes(disk.reserve_bytes)} stay in reserve: below that no snapshot is taken.
      </Text>
      {state === 'below' && (
        <Alert color="red" p="sm" icon={<IconAlertTriangle size={18} />} title="The disk is full">
          Less is free than the reserve. Snapshots and restarts that need one are refused until something is
          deleted.
        </Alert>
      )}
      {state === 'soon' && (
        <Alert color="orange" p="sm" icon={<IconAlertTriangle size={18} />} title="The disk is nearly full">
          Soon no snapshot will be possible. Delete some, or keep fewer of each VPS.
        </Alert>
      )}
    </Stack>
  );
}

function sayFree({ free_bytes, size_bytes }: NonNullable<Runner['disk']>): string {
  const free = `${formatBytes(free_bytes)} free`;
  return size_bytes ? `${free} of ${formatBytes(size_bytes)}` : free;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text size="sm" component="div">
        {children}
      </Text>
    </div>
  );
}
