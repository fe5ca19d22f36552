import { Alert, Box, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { asApiError } from '../actions/use-act';
import { remedyFor } from '../words/remedies';

interface Props {
  title: string;
  /** Beside the title. */
  mark?: ReactNode;
  /** One line below the title. */
  about?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of every page: one heading, and the title of the tab. */
export function Page({ title, mark, about, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Holdfast`;
  }, [title]);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Box miw={0}>
          <Group gap="sm">
            <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Title>
            {mark}
          </Group>
          {about !== undefined && (
            <Text c="dimmed" size="sm" mt={2} component="div">
              {about}
            </Text>
          )}
        </Box>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}

/** A page's data could not be read. */
export function ReadFailure({ error, retry }: { error: unknown; retry: () => void }) {
  const { detail, code, remedy } = asApiError(error);
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title="This could not be read">
      <Stack align="flex-start" gap="sm">
        <Text size="sm">
          {detail} {remedyFor(code, remedy)}
        </Text>
        <Button variant="default" size="xs" onClick={retry}>
          Try again
        </Button>
      </Stack>
    </Alert>
  );
}

export function Loading({ rows = 3, height = 120 }: { rows?: number; height?: number }) {
  return (
    <output aria-label="Loading">
      <Stack>
        {Array.from({ length: rows }, (_, row) => (
          <Skeleton key={row} height={height} />
        ))}
      </Stack>
    </output>
  );
}
