import { ActionIcon, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { CreateForm } from './create-request';

interface Props {
  env: CreateForm['env'];
  change: (env: CreateForm['env']) => void;
  error: string | undefined;
}

export function EnvFields({ env, change, error }: Props) {
  const set = (index: number, part: Partial<CreateForm['env'][number]>) =>
    change(env.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <Stack gap="xs">
      <Text size="xs" c="dimmed">
        Values may be secret: they travel sealed to the runner and stay in the container and its images.
        Nobody reads them back through Holdfast.
      </Text>
      {env.map(({ name, value }, index) => (
        // Rows have nothing of their own but their place.
        <Group key={index} gap="xs" wrap="nowrap">
          <TextInput
            aria-label={`Name of variable ${index + 1}`}
            placeholder="NAME"
            value={name}
            onChange={({ currentTarget }) => set(index, { name: currentTarget.value })}
            style={{ flex: 1 }}
          />
          <PasswordInput
            aria-label={`Value of variable ${index + 1}`}
            placeholder="value"
            value={value}
            autoComplete="off"
            onChange={({ currentTarget }) => set(index, { value: currentTarget.value })}
            style={{ flex: 1 }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove variable ${index + 1}`}
            onClick={() => change(env.filter((_, at) => at !== index))}
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
          onClick={() => change([...env, { name: '', value: '' }])}
        >
          Add a variable
        </Button>
      </div>
    </Stack>
  );
}
