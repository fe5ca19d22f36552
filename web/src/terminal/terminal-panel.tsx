import { Alert, Box, Button, Group, Loader, Paper, Stack, Text, useComputedColorScheme } from '@mantine/core';
import { Suspense, useState } from 'react';
import { lazyPart } from '../components/lazy-part';
import type { TerminalEnd } from './connect-terminal';
import { sayEnd } from './say-end';

/** The terminal itself is a third of a megabyte, which only those load who open one. */
const TerminalScreen = lazyPart(async () => (await import('./terminal-screen')).TerminalScreen);

type State = { kind: 'connecting' } | { kind: 'open' } | { kind: 'ended'; end: TerminalEnd };

export interface TerminalPanelProps {
  taskId: string;
  /** Of the whole panel, in CSS. */
  height?: string;
}

/** A shell in a VPS. It is connected when it is shown, and hung up when it is not any more. */
export function TerminalPanel({ taskId, height = '60vh' }: TerminalPanelProps) {
  const colorScheme = useComputedColorScheme('light');
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<State>({ kind: 'connecting' });
  const reconnect = (): void => {
    setState({ kind: 'connecting' });
    setAttempt(attempt + 1);
  };
  return (
    <Stack gap="xs" h={height}>
      <Group justify="space-between" mih={30}>
        <Group gap="xs" component="output">
          {state.kind === 'connecting' && <Loader size="xs" aria-hidden />}
          <Text size="sm">{STATE_WORDS[state.kind]}</Text>
        </Group>
        {state.kind === 'ended' && (
          <Button size="xs" onClick={reconnect}>
            Reconnect
          </Button>
        )}
      </Group>
      {state.kind === 'ended' && (
        <Alert color={isAsWished(state.end) ? 'gray' : 'red'} variant="light" p="xs">
          {sayEnd(state.end)}
        </Alert>
      )}
      <Paper withBorder p={6} flex={1} mih={0} bg={colorScheme === 'dark' ? '#14171c' : '#ffffff'}>
        <Suspense fallback={<Box p="sm">Loading the terminal…</Box>}>
          <TerminalScreen
            key={`${taskId} ${attempt}`}
            taskId={taskId}
            colorScheme={colorScheme}
            onOpen={() => setState((now) => (now.kind === 'connecting' ? { kind: 'open' } : now))}
            onEnd={(end) => setState({ kind: 'ended', end })}
          />
        </Suspense>
      </Paper>
      <Text size="xs" c="dimmed">
        Ctrl-Shift-C copies what is selected, Ctrl-Shift-V or Ctrl-V pastes. Closing this hangs up; what was
        started with nohup goes on.
      </Text>
    </Stack>
  );
}

const STATE_WORDS = { connecting: 'Connecting…', open: 'Connected', ended: 'Disconnected' } as const;

function isAsWished(end: TerminalEnd): boolean {
  return end.kind === 'exit' && end.code === 0;
}
