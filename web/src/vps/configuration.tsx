import { Paper, Stack, Table, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { VpsInFull } from '../api/types';
import { formatDuration, formatMemory } from '../format';
import { NotCaptured } from './snapshot-dialog';

/** The configuration that every restart and restore keeps, in words. */
export function Configuration({ vps }: { vps: VpsInFull }) {
  const { spec, container, endpoints, addresses } = vps;
  return (
    <Stack>
      <NotCaptured vps={vps} />
      <Paper withBorder p="md">
        <Title order={2} size="h5" mb="xs">
          Configuration
        </Title>
        {spec === null ? (
          <Text size="sm" c="dimmed">
            It is not known yet: the container is still being made.
          </Text>
        ) : (
          <Table variant="vertical" layout="fixed" aria-label="Configuration" verticalSpacing={6}>
            <Table.Tbody>
              <Line name="Container">{container?.name ?? 'none'}</Line>
              <Line name="CPUs">{spec.cpus === null ? 'all of the runner’s' : `at most ${spec.cpus}`}</Line>
              <Line name="Memory">
                {spec.memory_bytes === null ? 'no limit' : `at most ${formatMemory(spec.memory_bytes)}`}
              </Line>
              {spec.gpus !== null && (
                <Line name="GPUs">{Array.isArray(spec.gpus) ? spec.gpus.join(', ') : spec.gpus}</Line>
              )}
              <Line name="Command">{words(spec.command) ?? 'that of the image'}</Line>
              {spec.entrypoint !== null && <Line name="Entry point">{words(spec.entrypoint)}</Line>}
              <Line name="Ports">
                {endpoints.length > 0
                  ? endpoints.map((port) => (
                      <div key={`${port.host_ip} ${port.host_port} ${port.protocol}`}>
                        {port.container_port}/{port.protocol} is port {port.host_port}
                        {port.host_ip !== '' && port.host_ip !== '0.0.0.0' && ` on ${port.host_ip}`} of the
                        runner
                      </div>
                    ))
                  : spec.ports.map((port) => `${port.container_port}/${port.protocol}`).join(', ') ||
                    'none published'}
              </Line>
              <Line name="Mounts">
                {spec.mounts.length === 0
                  ? 'none'
                  : spec.mounts.map(({ target, type, source, read_only }) => (
                      <div key={target}>
                        {target}: {type}
                        {source !== null && ` ${source}`}
                        {read_only && ', read only'}
                      </div>
                    ))}
              </Line>
              <Line name="Networks">
                {spec.networks
                  .map(({ name }) => (addresses[name] ? `${name} (${addresses[name]})` : name))
                  .join(', ') || 'none'}
              </Line>
              <Line name="Hostname">{spec.hostname ?? 'given by Docker'}</Line>
              <Line name="Environment">
                {spec.env_names.length === 0
                  ? 'none'
                  : `${spec.env_names.join(', ')} (the values stay in the container)`}
              </Line>
              <Line name="Restart policy of Docker">{spec.restart_policy}</Line>
              <Line name="Time to stop">
                {spec.stop_timeout === null
                  ? '10 s, Docker’s default'
                  : formatDuration(spec.stop_timeout * 1000)}
                {spec.stop_signal !== null && `, by ${spec.stop_signal}`}
              </Line>
              {spec.healthcheck !== null && <Line name="Health check">{words(spec.healthcheck.test)}</Line>}
              {spec.privileged && <Line name="Privileged">yes</Line>}
              {spec.capabilities.add.length > 0 && (
                <Line name="Added capabilities">{spec.capabilities.add.join(', ')}</Line>
              )}
              {spec.user !== null && <Line name="User">{spec.user}</Line>}
              {container !== null && <Line name="Layers">{container.layers}</Line>}
            </Table.Tbody>
          </Table>
        )}
      </Paper>
    </Stack>
  );
}

function words(list: readonly string[] | null): string | null {
  return list === null ? null : list.join(' ');
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" w={{ base: 120, sm: 200 }}>
        {name}
      </Table.Th>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{children}</Table.Td>
    </Table.Tr>
  );
}
