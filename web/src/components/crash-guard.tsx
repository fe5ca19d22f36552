import { Alert, Button, Stack, Text } from '@mantine/core';
import { Component, type ReactNode } from 'react';

/**
 * A part of the page that could not be loaded or drawn: the rest stays, and says what to do. With the place as its
 * `key`, another place is another attempt.
 */
export class CrashGuard extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <Alert color="orange" title="This page could not be shown">
        <Stack align="flex-start" gap="sm">
          <Text size="sm">
            A part of the dashboard did not load; the connection may have been lost, or Holdfast was updated.
            Nothing on your VPSs is affected.
          </Text>
          <Button size="xs" variant="default" onClick={() => location.reload()}>
            Load the page again
          </Button>
        </Stack>
      </Alert>
    );
  }
}
