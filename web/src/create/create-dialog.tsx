import {
  Accordion,
  Alert,
  Button,
  Group,
  Modal,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  TextInput,
} from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { requests } from '../actions/requests';
import { asApiError, useAct } from '../actions/use-act';
import { useRunners } from '../api/queries';
import { remedyFor } from '../words/remedies';
import { AdvancedFields } from './advanced-fields';
import { createBody, type CreateForm, EMPTY_FORM, isPort } from './create-request';
import { EnvFields } from './env-fields';
import { fieldErrors } from './field-errors';
import { MountFields } from './mount-fields';

/** A new VPS. The form stays until the API has taken it; what is wrong with a field is said at the field. */
export function CreateDialog({ onClose }: { onClose: () => void }) {
  const act = useAct();
  const { data: runners } = useRunners();
  const [form, setForm] = useState<CreateForm>(EMPTY_FORM);
  const [failure, setFailure] = useState<unknown>(null);
  const [isSending, setSending] = useState(false);
  const change = (part: Partial<CreateForm>) => setForm((before) => ({ ...before, ...part }));
  const errors = fieldErrors(failure);
  const isElsewhere = failure !== null && Object.keys(errors).length === 0;

  const create = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(null);
    setSending(true);
    try {
      await act(requests.create(createBody(form)), { onAccepted: onClose });
    } catch (error) {
      setFailure(error);
    } finally {
      setSending(false);
    }
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title="Create a VPS"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={(event) => void create(event)} noValidate>
        <Stack>
          {isElsewhere && (
            <Alert color="red" title="The VPS was not created" role="alert">
              {asApiError(failure).detail} {remedyFor(asApiError(failure).code, asApiError(failure).remedy)}
            </Alert>
          )}
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput
              label="Name"
              description="a-z, 0-9 and dashes; given if left empty"
              placeholder="ada"
              value={form.task_id}
              onChange={({ currentTarget }) => change({ task_id: currentTarget.value })}
              error={errors['task_id']}
              autoComplete="off"
              data-autofocus
            />
            <TextInput
              label="Image"
              description="Pulled by the runner if it lacks it"
              placeholder="debian:12"
              value={form.image}
              onChange={({ currentTarget }) => change({ image: currentTarget.value })}
              error={errors['image']}
              required
            />
            <Select
              label="Runner"
              description="The one with the most room if left empty"
              placeholder="Any"
              data={(runners ?? []).map(({ name, alive }) => ({
                value: name,
                label: alive ? name : `${name} (silent)`,
                disabled: !alive,
              }))}
              value={form.runner}
              onChange={(runner) => change({ runner })}
              error={errors['runner']}
              clearable
            />
            <TagsInput
              label="Ports"
              description="22, or 8080:80, or 53/udp; Enter adds one"
              value={form.ports}
              onChange={(ports) => change({ ports })}
              error={errors['ports'] ?? wrongPorts(form.ports)}
              splitChars={[',', ' ']}
              acceptValueOnBlur
            />
            <NumberInput
              label="CPUs"
              description="All of them if left empty"
              value={form.cpus}
              onChange={(cpus) => change({ cpus })}
              error={errors['cpus']}
              min={0.01}
              step={0.5}
              decimalScale={2}
            />
            <NumberInput
              label="Memory in MiB"
              description="No limit if left empty"
              value={form.memory_mib}
              onChange={(memory_mib) => change({ memory_mib })}
              error={errors['memory_bytes']}
              min={6}
              step={256}
            />
          </SimpleGrid>
          <Accordion variant="separated" multiple>
            <Accordion.Item value="env">
              <Accordion.Control>Environment ({form.env.length})</Accordion.Control>
              <Accordion.Panel>
                <EnvFields env={form.env} change={(env) => change({ env })} error={errors['env']} />
              </Accordion.Panel>
            </Accordion.Item>
            <Accordion.Item value="mounts">
              <Accordion.Control>Mounts ({form.mounts.length})</Accordion.Control>
              <Accordion.Panel>
                <MountFields
                  mounts={form.mounts}
                  change={(mounts) => change({ mounts })}
                  error={errors['mounts']}
                />
              </Accordion.Panel>
            </Accordion.Item>
            <Accordion.Item value="advanced">
              <Accordion.Control>Snapshots, command and more</Accordion.Control>
              <Accordion.Panel>
                <AdvancedFields form={form} change={change} errors={errors} />
              </Accordion.Panel>
            </Accordion.Item>
          </Accordion>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isSending}>
              Create the VPS
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function wrongPorts(ports: readonly string[]): string | null {
  const wrong = ports.filter((port) => !isPort(port));
  return wrong.length === 0 ? null : `${wrong.join(', ')} is no port`;
}
