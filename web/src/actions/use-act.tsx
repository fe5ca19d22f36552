import { Button, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconX } from '@tabler/icons-react';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { ApiError } from '../api/client';
import { keys } from '../api/keys';
import type { Operation, Vps } from '../api/types';
import { briefOf, KIND_WORDS, sayResult } from '../words/operations';
import { remedyFor } from '../words/remedies';
import { awaitEnd } from './await-end';
import { type ActionRequest, requests } from './requests';
import { setLastAction } from './results';
import { submit } from './submit';

interface ActOptions {
  /** For one of many: the caller tells of all of them together. */
  quiet?: boolean;
  onAccepted?: (ticket: { operation_id: string; task_id: string }) => void;
}

export type Act = (request: ActionRequest, options?: ActOptions) => Promise<Operation | null>;

/**
 * Performs an operation to its end and tells what came of it, in a toast and in the place it was asked from. Resolves
 * to the operation that succeeded or failed; null when the API did not accept it.
 */
export function useAct(): Act {
  const cache = useQueryClient();
  return useCallback((request, options = {}) => act(cache, request, options), [cache]);
}

async function act(
  cache: QueryClient,
  request: ActionRequest,
  options: ActOptions,
): Promise<Operation | null> {
  const { kind } = request;
  let taskId = request.taskId;
  let operationId: string | null = null;
  setLastAction(taskId, { state: 'sending', kind, operationId });
  try {
    const ticket = await submit(request);
    operationId = ticket.operation_id;
    taskId = ticket.task_id;
    options.onAccepted?.(ticket);
    setLastAction(taskId, { state: 'going', kind, operationId });
    showInProgress(cache, request, ticket.operation_id);
    const operation = await awaitEnd(operationId, (progress) =>
      cache.setQueryData(keys.operation(progress.id), progress),
    );
    cache.setQueryData(keys.operation(operation.id), operation);
    await refresh(cache, taskId);
    tell(cache, operation, taskId, options);
    return operation;
  } catch (error) {
    fail(taskId, request, operationId, asApiError(error), options);
    await refresh(cache, taskId);
    // A new VPS's form shows what is wrong with its fields itself.
    if (taskId === '') throw error;
    return null;
  }
}

/** Before the first event or poll, so that nothing seems to wait. */
function showInProgress(cache: QueryClient, { kind, taskId }: ActionRequest, id: string): void {
  const patch = (vps: Vps): Vps =>
    vps.operation === null
      ? { ...vps, operation: { id, kind, actor: '', requested_at: new Date().toISOString() } }
      : vps;
  cache.setQueryData<Vps[]>(keys.fleet, (fleet) =>
    fleet?.map((vps) => (vps.task_id === taskId ? patch(vps) : vps)),
  );
}

async function refresh(cache: QueryClient, taskId: string): Promise<void> {
  void cache.invalidateQueries({ queryKey: keys.allOperations });
  await Promise.all([
    cache.invalidateQueries({ queryKey: keys.fleet }),
    cache.invalidateQueries({ queryKey: keys.vps(taskId) }),
  ]);
}

function tell(cache: QueryClient, operation: Operation, taskId: string, options: ActOptions): void {
  const { kind, id, error } = operation;
  if (operation.status !== 'succeeded') {
    const { code, detail } = error ?? { code: 'cancelled', detail: 'The operation was cancelled.' };
    const failure = new ApiError(code, detail, 0);
    fail(taskId, { kind }, id, failure, options);
    return;
  }
  const text = sayResult(operation);
  setLastAction(taskId, { state: 'succeeded', kind, operationId: id, text });
  if (options.quiet === true) return;
  const saved = kind === 'restore' ? briefOf(operation.result?.['saved_snapshot']) : null;
  notifications.show({
    id,
    color: 'teal',
    icon: <IconCheck size={18} />,
    title: taskId,
    withCloseButton: true,
    autoClose: saved === null ? 6000 : 20_000,
    message:
      saved === null ? text : <Undoable cache={cache} text={text} taskId={taskId} savedId={saved.id} />,
  });
}

function Undoable(props: { cache: QueryClient; text: string; taskId: string; savedId: string }) {
  const { cache, text, taskId, savedId } = props;
  return (
    <Stack gap={6} align="flex-start">
      <Text size="sm">{text}</Text>
      <Button
        size="compact-sm"
        variant="light"
        onClick={() => void act(cache, requests.restore(taskId, savedId), {})}
      >
        Undo the restore
      </Button>
    </Stack>
  );
}

function fail(
  taskId: string,
  { kind }: Pick<ActionRequest, 'kind'>,
  operationId: string | null,
  error: ApiError,
  options: ActOptions,
): void {
  const remedy = remedyFor(error.code, error.remedy);
  const text = error.detail;
  setLastAction(taskId, { state: 'failed', kind, operationId, code: error.code, text, remedy });
  if (options.quiet === true || taskId === '') return;
  notifications.show({
    color: 'red',
    icon: <IconX size={18} />,
    title: `${KIND_WORDS[kind].title} of ${taskId} did not succeed`,
    withCloseButton: true,
    autoClose: 15_000,
    message: `${text} ${remedy ?? ''}`,
  });
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError('internal', error instanceof Error ? error.message : String(error), 0);
}
