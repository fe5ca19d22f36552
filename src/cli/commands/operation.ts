import { Command } from 'commander';
import { followAndReport, report } from '../change';
import { contextOf, exitWith } from '../context';
import { EXIT } from '../exit-codes';
import { sayAge, sayDuration } from '../humane';
import type { Operation, OperationSummary } from '../shapes';
import { sayProgress } from '../show-progress';
import { formatFacts, formatTable } from '../table';
import { part } from './path';

export function operationCommand(): Command {
  const operation = new Command('op')
    .alias('operation')
    .description('look at operations, follow and cancel them');

  operation
    .command('list')
    .description('what runs and what has ended, the last first')
    .option('--vps <vps>', 'of this VPS')
    .option('--kind <kind>', 'of this kind, such as restart')
    .option('--status <status>', 'queued, running, succeeded, failed or cancelled')
    .option('--limit <count>', 'so many at most', '20')
    .action(async (options: Record<string, string>, command: Command) => {
      const { api, print } = contextOf(command);
      const answer = await api.get<{ operations: OperationSummary[] }>(
        `/api/operations?${new URLSearchParams(pick(options, 'vps', 'kind', 'status', 'limit')).toString()}`,
      );
      print(answer, () => operationTable(answer.operations));
    });

  operation
    .command('show <operation>')
    .description('one operation with its steps')
    .action(async (id: string, _options: object, command: Command) => {
      const { api, print } = contextOf(command);
      const found = await api.get<Operation>(`/api/operations/${part(id)}`);
      print(found, () => describe(found));
    });

  operation
    .command('watch <operation>')
    .description('follow an operation to its end')
    .action(async (id: string, _options: object, command: Command) => {
      await followAndReport(contextOf(command), id, undefined);
    });

  operation
    .command('cancel <operation>')
    .description('cancel an operation; what it had begun is undone')
    .action(async (id: string, _options: object, command: Command) => {
      const context = contextOf(command);
      const { status } = await context.api.call<object>('DELETE', `/api/operations/${part(id)}`, undefined, {
        prefer: 'wait=1',
      });
      if (status === 202) await followCancelled(context, id);
      else {
        const ended = await context.api.get<Operation>(`/api/operations/${part(id)}`);
        sayCancelled(context, ended);
      }
    });

  return operation;
}

async function followCancelled(context: ReturnType<typeof contextOf>, id: string): Promise<void> {
  await followAndReport(context, id, undefined);
  const ended = await context.api.get<Operation>(`/api/operations/${part(id)}`);
  if (ended.status === 'cancelled') exitWith(EXIT.done);
}

/** Being cancelled is what was asked for. */
function sayCancelled(context: ReturnType<typeof contextOf>, ended: Operation): void {
  if (ended.status !== 'cancelled') {
    report(context, ended);
    return;
  }
  context.print(ended, () => `${ended.kind} of ${ended.task_id} cancelled`);
}

export function operationTable(operations: readonly OperationSummary[]): string {
  const rows = operations.map((each) => [
    each.id,
    each.status,
    sayAge(each.requested_at),
    sayDuration(each.duration_ms),
    each.actor,
    sayStep(each),
  ]);
  return formatTable(['operation', 'status', 'asked', 'took', 'by', 'step'], rows);
}

function sayStep({ progress }: OperationSummary): string {
  if (progress === null) return '';
  return `${progress.done_steps}/${progress.total_steps ?? '?'} ${progress.step_summary ?? progress.step ?? ''}`;
}

function describe(operation: Operation): string {
  const facts: [string, string][] = [
    ['operation', operation.id],
    ['status', operation.ended_at === null ? sayProgress(operation) : operation.status],
    ['asked', `${operation.requested_at} (${sayAge(operation.requested_at)}) by ${operation.actor}`],
    ['took', sayDuration(operation.duration_ms)],
    ...(operation.error === null
      ? []
      : [['error', `${operation.error.code}: ${operation.error.detail}`] as [string, string]]),
    ['temporal', operation.temporal_url ?? '-'],
  ];
  const steps = operation.steps.map(({ summary, name, status, attempts, started_at, ended_at, error }) => [
    summary ?? name,
    status,
    started_at === null || ended_at === null
      ? '-'
      : sayDuration(Date.parse(ended_at) - Date.parse(started_at)),
    String(attempts),
    error?.detail ?? '',
  ]);
  return `${formatFacts(facts)}\n\n${formatTable(['step', 'status', 'took', 'attempts', 'error'], steps)}`;
}

export function pick(
  options: Record<string, string | undefined>,
  ...names: string[]
): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = options[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
