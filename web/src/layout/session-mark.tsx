import { Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client';
import { useSession } from '../api/queries';

/** Who is signed in and as what; nothing where nobody needs to sign in. */
export function SessionMark() {
  const cache = useQueryClient();
  const { data: session } = useSession();
  if (session === undefined || session.auth === 'none') return null;
  const signOut = async () => {
    await call('/api/session', { method: 'DELETE' }).catch(() => undefined);
    cache.clear();
    await cache.invalidateQueries();
    location.assign('/');
  };
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={600} truncate>
          {session.actor ?? 'Signed in'}
        </Text>
        <Text size="xs" c="dimmed">
          {session.role}
        </Text>
      </div>
      <Button size="compact-xs" variant="default" onClick={() => void signOut()}>
        Sign out
      </Button>
    </Group>
  );
}
