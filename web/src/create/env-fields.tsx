import { PasswordInput, TextInput } from '@mantine/core';
import type { CreateForm } from './create-request';
import { RowList } from './row-list';

interface Props {
  env: CreateForm['env'];
  change: (env: CreateForm['env']) => void;
  error: string | undefined;
}

const FILL = { flex: '1 1 120px' };

export function EnvFields({ env, change, error }: Props) {
  return (
    <RowList
      rows={env}
      change={change}
      one="a variable"
      blank={{ name: '', value: '' }}
      error={error}
      inputs={({ name, value }, set, which) => (
        <>
          <TextInput
            aria-label={`Name of ${which}`}
            placeholder="NAME"
            value={name}
            onChange={({ currentTarget }) => set({ name: currentTarget.value })}
            style={FILL}
          />
          <PasswordInput
            aria-label={`Value of ${which}`}
            placeholder="value"
            value={value}
            autoComplete="off"
            onChange={({ currentTarget }) => set({ value: currentTarget.value })}
            style={FILL}
          />
        </>
      )}
    >
      Values may be secret: they travel sealed to the runner and stay in the container and its images. Nobody
      reads them back through Holdfast.
    </RowList>
  );
}
