import { Checkbox, NumberInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { MOST_SNAPSHOTS } from '../../../src/domain/retention';
import type { CreateForm } from './create-request';

interface Props {
  form: CreateForm;
  change: (part: Partial<CreateForm>) => void;
  errors: Record<string, string>;
}

export function AdvancedFields({ form, change, errors }: Props) {
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label="Snapshot at each stop and restart"
          data={[
            { value: 'default', label: 'As the runner says' },
            { value: 'yes', label: 'Yes' },
            { value: 'no', label: 'No' },
          ]}
          value={form.auto_snapshot}
          onChange={(value) => change({ auto_snapshot: value ?? 'default' })}
          allowDeselect={false}
        />
        <NumberInput
          label="Snapshots kept"
          description={`0 keeps all, up to ${MOST_SNAPSHOTS}`}
          placeholder="As the runner says"
          value={form.max_snapshots}
          onChange={(max_snapshots) => change({ max_snapshots })}
          error={errors['policy']}
          min={0}
          max={MOST_SNAPSHOTS}
          allowDecimal={false}
        />
        <TextInput
          label="Command"
          description="That of the image if left empty"
          placeholder="sleep infinity"
          value={form.command}
          onChange={({ currentTarget }) => change({ command: currentTarget.value })}
          error={errors['command']}
        />
        <TextInput
          label="Hostname"
          value={form.hostname}
          onChange={({ currentTarget }) => change({ hostname: currentTarget.value })}
          error={errors['hostname']}
        />
        <TextInput
          label="Network"
          placeholder="bridge"
          value={form.network}
          onChange={({ currentTarget }) => change({ network: currentTarget.value })}
          error={errors['network']}
        />
        <Select
          label="Restart policy of Docker"
          placeholder="unless-stopped"
          data={['no', 'on-failure', 'unless-stopped', 'always']}
          value={form.restart_policy}
          onChange={(restart_policy) => change({ restart_policy })}
          error={errors['restart_policy']}
          clearable
        />
        <NumberInput
          label="Seconds it gets to stop"
          placeholder="10"
          value={form.stop_timeout}
          onChange={(stop_timeout) => change({ stop_timeout })}
          error={errors['stop_timeout']}
          min={0}
          allowDecimal={false}
        />
      </SimpleGrid>
      <Checkbox
        label="Start it at once"
        checked={form.start}
        onChange={({ currentTarget }) => change({ start: currentTarget.checked })}
      />
    </Stack>
  );
}
