import { Text } from '@mantine/core';
import type { Vps } from '../api/types';
import { formatDuration, formatMoment } from '../format';
import { useNow } from '../use-now';

export function Uptime({ vps: { status, container } }: { vps: Vps }) {
  const now = useNow();
  if (container === null || (status !== 'running' && status !== 'paused')) return null;
  const since = Date.parse(container.started_at);
  const up = now - since;
  return (
    <Text span size="sm" c="dimmed" title={`Since ${formatMoment(container.started_at)}`}>
      up {up < 60_000 ? 'less than a minute' : formatDuration(Math.floor(up / 60_000) * 60_000)}
    </Text>
  );
}
