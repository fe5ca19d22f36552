import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Props<Row> {
  rows: readonly Row[];
  change: (rows: Row[]) => void;
  /** What a row is, with its article: "a mount". */
  one: `a ${string}`;
  /** What a new row says. */
  blank: Row;
  /** What one should know before adding one. */
  children: ReactNode;
  error: string | undefined;
  /** The inputs of one row; `name` tells it from the others for assistive technology. */
  inputs: (row: Row, set: (part: Partial<Row>) => void, name: string) => ReactNode;
}

/** Rows of inputs that can be added and removed. */
export function RowList<Row>({ rows, change, one, blank, children, error, inputs }: Props<Row>) {
  const what = one.slice(2);
  return (
    <Stack gap="xs">
      <Text size="xs" c="dimmed">
        {children}
      </Text>
      {rows.map((row, index) => {
        const name = `${what} ${index + 1}`;
        const set = (part: Partial<Row>) => change(rows.with(index, { ...row, ...part }));
        return (
          // Rows have nothing of their own but their place.
          <Group key={index} gap="xs">
            {inputs(row, set, name)}
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove ${name}`}
              onClick={() => change(rows.toSpliced(index, 1))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        );
      })}
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
          onClick={() => change([...rows, blank])}
        >
          Add {one}
        </Button>
      </div>
    </Stack>
  );
}
