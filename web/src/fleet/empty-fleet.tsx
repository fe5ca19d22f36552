import { Anchor, Code, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAnchor, IconPlus } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useRunners } from '../api/queries';
import { ActionButton } from '../components/action-button';

const BODY = `{"task_id": "first", "image": "debian:12",
       "command": ["sleep", "infinity"], "ports": [22]}`;

/** What a newcomer sees: the way to a first VPS, by button and by command line. */
export function EmptyFleet({ create, reason }: { create: () => void; reason: string | null }) {
  const { data: runners } = useRunners();
  const living = runners?.filter(({ alive }) => alive) ?? [];
  const hasRunner = runners === undefined || living.length > 0;
  return (
    <Paper withBorder p="xl">
      <Stack align="flex-start" maw={640} mx="auto" gap="md">
        <IconAnchor size={40} stroke={1.4} color="var(--mantine-primary-color-filled)" aria-hidden />
        <Title order={2} size="h3">
          No VPS yet
        </Title>
        <Text>
          A VPS is a long-lived container that somebody logs in to and works in. Holdfast takes snapshots of
          its files, brings it back from them, and never loses what is in it on the way.
        </Text>
        {!hasRunner && (
          <Text c="var(--hf-bad)">
            No runner is alive, so nothing can be created yet. Start a worker with the runner role;{' '}
            <Anchor component={Link} to="/runners">
              the Runners page
            </Anchor>{' '}
            shows when it is there.
          </Text>
        )}
        <ActionButton
          label="Create your first VPS"
          icon={IconPlus}
          variant="filled"
          reason={reason}
          onClick={create}
          size="md"
        />
        <Text size="sm" c="dimmed">
          Or from a terminal:
        </Text>
        <Code block w="100%" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {`curl -X POST ${location.origin}/api/vps/create \\\n  -H 'Content-Type: application/json' \\\n  -d '${BODY}'`}
        </Code>
      </Stack>
    </Paper>
  );
}
