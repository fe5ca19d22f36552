import { ActionIcon, Button, Checkbox, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { hint } from '../components/shared-hint';
import type { MountRow } from './create-request';

interface Props {
  mounts: readonly MountRow[];
  change: (mounts: MountRow[]) => void;
  error: string | undefined;
}

const TYPES: MountRow['type'][] = ['volume', 'bind', 'tmpfs'];
const PLACEHOLDERS: Record<MountRow['type'], string> = {
  volume: 'volume-name',
  bind: '/directory/of/the/runner',
  tmpfs: 'none: in memory',
};
const WHY_NO_SOURCE = 'A tmpfs is made in memory: it has no source, and it is empty after each stop.';
/** Reachable all the same, so that the keyboard comes by the reason. */
const NO_SOURCE = {
  readOnly: true,
  'aria-disabled': true,
  'aria-description': WHY_NO_SOURCE,
  ...hint(WHY_NO_SOURCE),
};

export function MountFields({ mounts, change, error }: Props) {
  const set = (index: number, part: Partial<MountRow>) =>
    change(mounts.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <Stack gap="xs">
      <Text size="xs" c="dimmed">
        What is mounted is in no snapshot, and a restore leaves it as it is.
      </Text>
      {mounts.map(({ type, source, target, read_only }, index) => (
        <Group key={index} gap="xs">
          <Select
            aria-label={`Type of mount ${index + 1}`}
            data={TYPES}
            value={type}
            allowDeselect={false}
            onChange={(value) => set(index, { type: TYPES.find((known) => known === value) ?? 'volume' })}
            w={100}
          />
          <TextInput
            aria-label={`Source of mount ${index + 1}`}
            placeholder={PLACEHOLDERS[type]}
            value={type === 'tmpfs' ? '' : source}
            {...(type === 'tmpfs' && NO_SOURCE)}
            onChange={({ currentTarget }) => set(index, { source: currentTarget.value })}
            style={{ flex: '1 1 130px' }}
          />
          <TextInput
            aria-label={`Target of mount ${index + 1}`}
            placeholder="/data"
            value={target}
            onChange={({ currentTarget }) => set(index, { target: currentTarget.value })}
            style={{ flex: '1 1 110px' }}
          />
          <Checkbox
            label="Read only"
            checked={read_only}
            onChange={({ currentTarget }) => set(index, { read_only: currentTarget.checked })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove mount ${index + 1}`}
            onClick={() => change(mounts.filter((_, at) => at !== index))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      {error !== undefined && (
        <Text size="xs" c="var(--hf-bad)" role="alert">
          {error}
        </Text>
      )}
      <div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => change([...mounts, { type: 'volume', source: '', target: '', read_only: false }])}
        >
          Add a mount
        </Button>
      </div>
    </Stack>
  );
}
