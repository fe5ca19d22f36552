import { Group, SegmentedControl, Select, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconLayoutGrid, IconList, IconSearch } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import type { Vps } from '../api/types';
import { VPS_LOOKS } from '../words/status';
import { type FleetView, SORTS } from './fleet-view';
import type { Layout } from './use-fleet-view';

interface Props {
  fleet: readonly Vps[];
  view: FleetView & { layout: Layout };
  change: (name: 'q' | 'runner' | 'status' | 'sort' | 'view', value: string | null) => void;
  shown: number;
}

const STATUSES = [
  ...Object.entries(VPS_LOOKS).map(([value, { word }]) => ({ value, label: word })),
  { value: 'busy', label: 'With an operation' },
];

/** Search, filters, order and layout. `/` leads to the search. */
export function FleetControls({ fleet, view, change, shown }: Props) {
  const search = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => search.current?.focus()]]);
  const runners = useMemo(() => [...new Set(fleet.map(({ runner }) => runner))].sort(), [fleet]);
  return (
    <search aria-label="The fleet">
      <Group gap="sm">
        <TextInput
          ref={search}
          aria-label="Search the fleet"
          placeholder="Search by name, image or runner"
          leftSection={<IconSearch size={16} />}
          rightSection={
            <Text size="xs" c="dimmed" ff="monospace" aria-hidden visibleFrom="sm">
              /
            </Text>
          }
          value={view.search}
          onChange={({ currentTarget }) => change('q', currentTarget.value)}
          onKeyDown={({ key }) => key === 'Escape' && search.current?.blur()}
          style={{ flex: '1 1 220px' }}
        />
        <Select
          aria-label="Runner"
          placeholder="All runners"
          data={runners}
          value={view.runner || null}
          onChange={(value) => change('runner', value)}
          clearable
          w={150}
        />
        <Select
          aria-label="Status"
          placeholder="Any status"
          data={STATUSES}
          value={view.status || null}
          onChange={(value) => change('status', value)}
          clearable
          w={165}
        />
        <Select
          aria-label="Order"
          data={Object.entries(SORTS).map(([value, label]) => ({ value, label }))}
          value={view.sort}
          onChange={(value) => change('sort', value === 'name' ? null : value)}
          allowDeselect={false}
          w={195}
        />
        <SegmentedControl
          aria-label="Layout"
          value={view.layout}
          onChange={(value) => change('view', value === 'cards' ? null : value)}
          data={[
            { value: 'cards', label: <Choice icon={IconLayoutGrid} text="Cards" /> },
            { value: 'table', label: <Choice icon={IconList} text="Table" /> },
          ]}
        />
        <VisuallyHidden>
          <output>{`${shown} of ${fleet.length} shown`}</output>
        </VisuallyHidden>
      </Group>
    </search>
  );
}

function Choice({ icon: Icon, text }: { icon: typeof IconList; text: string }) {
  return (
    <Group gap={6} wrap="nowrap" h={20}>
      <Icon size={16} aria-hidden />
      <VisuallyHidden>{text}</VisuallyHidden>
    </Group>
  );
}
