import { Anchor, Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { asApiError } from '../actions/use-act';
import { call } from '../api/client';
import { keys } from '../api/keys';
import type { Session } from '../api/types';

/** The token goes to the API once, which keeps the session in a cookie that no script can read. */
export function SignIn() {
  const cache = useQueryClient();
  const [token, setToken] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const session = await call<Session>('/api/session', { method: 'POST', body: { token: token.trim() } });
      cache.setQueryData(keys.session, session);
    } catch (failure) {
      const { code, detail } = asApiError(failure);
      setError(code === 'unauthorized' ? 'This token is not known. Check that it was copied whole.' : detail);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="xl" w={400} maw="100%" shadow="sm">
        <form onSubmit={(event) => void signIn(event)}>
          <Stack>
            <img src="/favicon.svg" width={40} height={40} alt="" />
            <Title order={1} size="h3">
              Sign in to Holdfast
            </Title>
            <Text size="sm" c="dimmed">
              This Holdfast asks for a token. Whoever runs it gives you one (<code>HOLDFAST_TOKEN</code>); its
              name is what your operations are recorded under.
            </Text>
            <PasswordInput
              label="Token"
              value={token}
              onChange={({ currentTarget }) => setToken(currentTarget.value)}
              error={error}
              autoComplete="current-password"
              data-autofocus
              required
              withAsterisk={false}
            />
            <Button type="submit" loading={isBusy}>
              Sign in
            </Button>
            <Anchor href="/docs" size="sm">
              API documentation
            </Anchor>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
