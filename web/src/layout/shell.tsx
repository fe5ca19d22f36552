import { AppShell, Burger, Group, NavLink, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBook, IconHistory, IconLayoutGrid, IconServer2 } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { Link, useLocation } from 'react-router';
import { ConnectionBanner, ConnectionMark } from './connection-banner';
import { SchemeSwitch } from './scheme-switch';
import { SessionMark } from './session-mark';

const PLACES = [
  {
    to: '/',
    label: 'Fleet',
    icon: IconLayoutGrid,
    owns: (path: string) => path === '/' || path.startsWith('/vps'),
  },
  {
    to: '/operations',
    label: 'Operations',
    icon: IconHistory,
    owns: (path: string) => path.startsWith('/operations'),
  },
  {
    to: '/runners',
    label: 'Runners',
    icon: IconServer2,
    owns: (path: string) => path.startsWith('/runners'),
  },
];

/** Navigation and the state of the connection around every page; on a phone the navigation is a drawer. */
export function Shell({ children }: { children: ReactNode }) {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  useEffect(close, [pathname, close]);
  return (
    <AppShell
      header={{ height: { base: 52, sm: 0 } }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'sm', sm: 'xl' }}
    >
      <a className="hf-skip" href="#main">
        To the content
      </a>
      <AppShell.Header hiddenFrom="sm">
        <Group h="100%" px="sm" justify="space-between">
          <Group gap="xs">
            <Burger
              opened={isOpen}
              onClick={toggle}
              size="sm"
              aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
              aria-expanded={isOpen}
            />
            <Brand />
          </Group>
          <ConnectionMark />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label="Main">
        <Stack justify="space-between" h="100%">
          <Stack gap={4}>
            <Group px="xs" py="sm" visibleFrom="sm">
              <Brand />
            </Group>
            {PLACES.map(({ to, label, icon: Icon, owns }) => (
              <NavLink
                key={to}
                component={Link}
                to={to}
                label={label}
                active={owns(pathname)}
                aria-current={owns(pathname) ? 'page' : undefined}
                leftSection={<Icon size={18} stroke={1.8} />}
                style={{ borderRadius: 'var(--mantine-radius-md)' }}
              />
            ))}
            <NavLink
              component="a"
              href="/docs"
              target="_blank"
              rel="noreferrer"
              label="API documentation"
              leftSection={<IconBook size={18} stroke={1.8} />}
              style={{ borderRadius: 'var(--mantine-radius-md)' }}
            />
          </Stack>
          <Stack gap="sm" px="xs">
            <SessionMark />
            <Group justify="space-between">
              <ConnectionMark />
              <SchemeSwitch />
            </Group>
          </Stack>
        </Stack>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} style={{ outline: 'none' }}>
        <ConnectionBanner />
        {children}
      </AppShell.Main>
    </AppShell>
  );
}

function Brand() {
  return (
    <Group gap={8}>
      <img src="/favicon.svg" width={26} height={26} alt="" />
      <Text fw={700} size="lg" span>
        Holdfast
      </Text>
      <VisuallyHidden>dashboard</VisuallyHidden>
    </Group>
  );
}
