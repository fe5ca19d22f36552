import { Alert, Group, Text } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { hint } from '../components/shared-hint';
import { type ConnectionState, useConnection } from '../live/connection';

const MARKS: Record<ConnectionState, { word: string; color: string; meaning: string }> = {
  connecting: {
    word: 'Connecting',
    color: 'var(--mantine-color-gray-5)',
    meaning: 'The stream of events is being opened.',
  },
  live: { word: 'Live', color: 'var(--mantine-color-teal-6)', meaning: 'Changes show as they happen.' },
  polling: {
    word: 'Every few seconds',
    color: 'var(--mantine-color-yellow-6)',
    meaning: 'The stream of events is not to be had: the page asks again every few seconds.',
  },
  offline: { word: 'Reconnecting', color: 'var(--mantine-color-red-6)', meaning: 'The API does not answer.' },
};

/** How fresh the page is, in a word. */
export function ConnectionMark() {
  const { word, color, meaning } = MARKS[useConnection()];
  return (
    <Group gap={6} wrap="nowrap" {...hint(meaning)}>
      <span
        aria-hidden
        style={{ width: 8, height: 8, borderRadius: 4, background: color, display: 'inline-block' }}
      />
      <Text size="xs" c="dimmed" span>
        {word}
      </Text>
    </Group>
  );
}

/** Across the page while nothing answers: what it shows may be old. */
export function ConnectionBanner() {
  const isOffline = useConnection() === 'offline';
  return (
    <output aria-live="polite" style={{ display: 'block' }}>
      {isOffline && (
        <Alert color="orange" icon={<IconCloudOff />} mb="md" title="The API does not answer">
          What you see is what was known last. The page tries again by itself; operations that were accepted
          go on.
        </Alert>
      )}
    </output>
  );
}
