import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './global.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { ApiError } from './api/client';
import { App } from './app';
import { SharedHint } from './components/shared-hint';
import { cssVariables, theme } from './theme';

const cache = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2000,
      // What the API refused it refuses again; what did not answer may do so in a moment.
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
    },
  },
});

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={cache}>
        <Notifications position="bottom-right" limit={4} />
        {/* A transition may come after the next key: what is typed into the search of the address would be lost. */}
        <BrowserRouter useTransitions={false}>
          <App />
        </BrowserRouter>
        <SharedHint />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
