import { Checkbox, Select, TextInput } from '@mantine/core';
import { hint } from '../components/shared-hint';
import type { MountRow } from './create-request';
import { RowList } from './row-list';

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
  return (
    <RowList
      rows={mounts}
      change={change}
      one="a mount"
      blank={{ type: 'volume', source: '', target: '', read_only: false }}
      error={error}
      inputs={({ type, source, target, read_only }, set, which) => (
        <>
          <Select
            aria-label={`Type of ${which}`}
            data={TYPES}
            value={type}
            allowDeselect={false}
            onChange={(value) => set({ type: TYPES.find((known) => known === value) ?? 'volume' })}
            w={100}
          />
          <TextInput
            aria-label={`Source of ${which}`}
            placeholder={PLACEHOLDERS[type]}
            value={type === 'tmpfs' ? '' : source}
            {...(type === 'tmpfs' && NO_SOURCE)}
            onChange={({ currentTarget }) => set({ source: currentTarget.value })}
            style={{ flex: '1 1 130px' }}
          />
          <TextInput
            aria-label={`Target of ${which}`}
            placeholder="/data"
            value={target}
            onChange={({ currentTarget }) => set({ target: currentTarget.value })}
            style={{ flex: '1 1 110px' }}
          />
          <Checkbox
            label="Read only"
            checked={read_only}
            onChange={({ currentTarget }) => set({ read_only: currentTarget.checked })}
          />
        </>
      )}
    >
      What is mounted is in no snapshot, and a restore leaves it as it is.
    </RowList>
  );
}
