import type { Command } from 'commander';
import type { Method } from './api-client';
import { type Context, contextOf, exitWith, note } from './context';
import { CliError, EXIT } from './exit-codes';
import { followOperation } from './follow-operation';
import { sayDuration } from './humane';
import type { Operation, Pending } from './shapes';

/** Of every command that makes an operation. */
export interface WaitOptions {
  /** As commander reads `--wait [seconds]` and `--no-wait`. */
  wait?: boolean | string;
}

export function withWait(command: Command): Command {
  return command
    .option('--wait [seconds]', 'wait for the end, at most so long (default: as long as it takes)')
    .option('--no-wait', 'return as soon as the operation is accepted, with exit code 6');
}

export interface Change {
  method: Method;
  path: string;
  body?: unknown;
}

/** Asks for an operation, shows its progress, and ends with its result. */
export async function performChange(command: Command, { method, path, body }: Change): Promise<void> {
  const context = contextOf(command);
  const wait = readWait(command.opts<WaitOptions>().wait);
  const { body: pending } = await context.api.submit<Pending>(method, path, body);
  if (wait === 0) {
    context.print(pending, () => sayGoesOn(pending.operation_id));
    exitWith(EXIT.goesOn);
    return;
  }
  await followAndReport(context, pending.operation_id, wait);
}

/** Follows an operation to its end and reports it; the exit code says what became of it. */
export async function followAndReport(
  context: Context,
  id: string,
  waitSeconds: number | undefined,
): Promise<void> {
  const ended = await followOperation(context.api, id, { waitSeconds, isQuiet: context.json });
  if (ended === undefined) {
    const operation = await context.api.get<Operation>(`/api/operations/${id}`);
    context.print(operation, () => sayGoesOn(id));
    exitWith(EXIT.goesOn);
    return;
  }
  report(context, ended);
}

export function report({ json, print }: Context, operation: Operation): void {
  const isDone = operation.status === 'succeeded';
  exitWith(isDone ? EXIT.done : EXIT.failed);
  if (isDone || json) {
    print(operation, () => sayResult(operation));
    return;
  }
  note(`${operation.kind} of ${operation.task_id} ${operation.status}: ${operation.error?.detail ?? ''}`);
}

function sayResult({ kind, result, duration_ms, task_id }: Operation): string {
  const {
    message = `${kind} succeeded`,
    tag,
    snapshot_id,
    snapshot,
    saved_snapshot,
    rotated_out,
  } = (result ?? {}) as {
    message?: string;
    tag?: string;
    snapshot_id?: string;
    snapshot?: { id: string } | null;
    saved_snapshot?: { id: string } | null;
    rotated_out?: string[];
  };
  return [
    `${message} (${task_id}, ${sayDuration(duration_ms)})`,
    ...(snapshot ? [`snapshot ${snapshot.id}`] : tag === undefined ? [] : [tag]),
    ...(saved_snapshot && saved_snapshot.id !== snapshot_id ? [`saved first as ${saved_snapshot.id}`] : []),
    ...(rotated_out ?? []).map((id) => `rotated out ${id}`),
  ].join('\n');
}

function sayGoesOn(id: string): string {
  return `${id}\nThe operation goes on: holdfast op watch ${id}`;
}

/** Seconds; 0 for not at all, undefined for as long as it takes. */
function readWait(wait: boolean | string | undefined): number | undefined {
  if (wait === undefined || wait === true) return undefined;
  if (wait === false) return 0;
  if (/^\d{1,6}$/.test(wait)) return Number(wait);
  throw new CliError(EXIT.usage, `--wait takes seconds, not '${wait}'.`);
}
