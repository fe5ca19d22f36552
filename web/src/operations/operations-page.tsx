import { Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { Page } from '../components/page';
import { KIND_WORDS } from '../words/operations';
import { OPERATION_LOOKS } from '../words/status';
import { OperationsList } from './operations-list';

const KINDS = Object.entries(KIND_WORDS).map(([value, { title }]) => ({ value, label: title }));
const STATUSES = Object.entries(OPERATION_LOOKS).map(([value, { word }]) => ({ value, label: word }));
const TASK_ID = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;

export function OperationsPage() {
  const [params, setParams] = useSearchParams();
  const settled = params.get('vps') ?? '';
  /** What is being typed, until it has come to rest and is in the address. */
  const [typed, setTyped] = useState<string | null>(null);
  const kind = params.get('kind');
  const status = params.get('status');

  const change = (name: string, value: string | null) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value) after.set(name, value);
        else after.delete(name);
        return after;
      },
      { replace: true },
    );
  const settle = useDebouncedCallback((vps: string) => {
    change('vps', vps.trim());
    setTyped(null);
  }, 300);
  const type = (vps: string) => {
    setTyped(vps);
    settle(vps);
  };

  const isWrong = settled !== '' && !TASK_ID.test(settled);
  const filter = {
    ...(settled !== '' && !isWrong && { vps: settled }),
    ...(kind !== null && { kind }),
    ...(status !== null && { status }),
  };
  return (
    <Page title="Operations" about="Everything that was ever asked for, with who asked and what came of it.">
      <search aria-label="Operations">
        <Group gap="sm">
          <TextInput
            aria-label="VPS"
            placeholder="The whole name of a VPS"
            w={230}
            value={typed ?? settled}
            onChange={({ currentTarget }) => type(currentTarget.value)}
            error={isWrong ? 'No VPS can be called that' : null}
          />
          <Select
            aria-label="Kind"
            placeholder="Any kind"
            data={KINDS}
            value={kind}
            onChange={(value) => change('kind', value)}
            clearable
          />
          <Select
            aria-label="Result"
            placeholder="Any result"
            data={STATUSES}
            value={status}
            onChange={(value) => change('status', value)}
            clearable
          />
        </Group>
      </search>
      <OperationsList filter={filter} />
    </Page>
  );
}
