import { Command } from 'commander';
import { performChange, withWait } from '../change';
import { confirm } from '../confirm';
import { contextOf } from '../context';
import { CliError, EXIT } from '../exit-codes';
import { sayAge, sayBytes } from '../humane';
import type { Snapshot } from '../shapes';
import { formatFacts, formatTable } from '../table';
import { part } from './path';

export function snapshotCommand(): Command {
  const snapshot = new Command('snapshot').description('take, list and restore snapshots');

  withWait(snapshot.command('create <vps>'))
    .description('take a snapshot, whatever state the VPS is in')
    .option('--name <name>', 'a short name')
    .option('-m, --message <text>', 'what it was made for')
    .option('--pin', 'keep it whatever the policy says')
    .option('--no-pause', 'do not freeze a running VPS meanwhile')
    .action(async (vps: string, options: CreateOptions, command: Command) => {
      const { name, message, pin, pause } = options;
      const body = { name, message, ...(pin && { pinned: true }), ...(!pause && { pause: false }) };
      await performChange(command, { method: 'POST', path: pathOf(vps), body });
    });

  snapshot
    .command('list <vps>')
    .description('the snapshots of a VPS, newest first')
    .action(async (vps: string, _options: object, command: Command) => {
      const { api, print } = contextOf(command);
      const answer = await api.get<{ snapshots: Snapshot[] }>(pathOf(vps));
      print(answer, () => snapshotTable(answer.snapshots));
    });

  snapshot
    .command('latest <vps>')
    .description('the most recent one')
    .action(async (vps: string, _options: object, command: Command) => {
      const { api, print } = contextOf(command);
      const latest = await api.get<Snapshot>(`${pathOf(vps)}/latest`);
      print(latest, () => describe(latest));
    });

  withWait(snapshot.command('restore <vps> <snapshot>'))
    .description('put the VPS back to a snapshot')
    .option('--no-safety-snapshot', 'discard what the VPS holds beyond that snapshot')
    .option('-y, --yes', 'do not ask')
    .action(restore);

  withWait(snapshot.command('rm <vps> [snapshot]'))
    .description('delete a snapshot, or all that are neither pinned nor in use')
    .option('--all', 'all of them')
    .option('-y, --yes', 'do not ask')
    .action(async (vps: string, id: string | undefined, { all, yes }: RemoveOptions, command: Command) => {
      if ((id === undefined) === (all !== true))
        throw new CliError(EXIT.usage, 'Name a snapshot, or say --all.');
      const what =
        id === undefined ? `every snapshot of ${vps} that is neither pinned nor in use` : `snapshot ${id}`;
      await confirm(`This deletes ${what} for good.`, yes);
      await performChange(command, {
        method: 'DELETE',
        path: id === undefined ? pathOf(vps) : pathOf(vps, id),
      });
    });

  for (const [name, pinned, text] of [
    ['pin', true, 'keep a snapshot whatever the policy says'],
    ['unpin', false, 'let a snapshot rotate out again'],
  ] as const) {
    snapshot
      .command(`${name} <vps> <snapshot>`)
      .description(text)
      .action(async (vps: string, id: string, _options: object, command: Command) => {
        await patch(command, vps, id, { pinned });
      });
  }

  snapshot
    .command('rename <vps> <snapshot> [name]')
    .description('name a snapshot; without a name, take its name away')
    .option('-m, --message <text>', 'and say what it was made for')
    .action(
      async (
        vps: string,
        id: string,
        name: string | undefined,
        { message }: { message?: string },
        command: Command,
      ) => {
        await patch(command, vps, id, {
          ...(name !== undefined || message === undefined ? { name: name ?? null } : {}),
          message,
        });
      },
    );

  return snapshot;
}

/** Also `holdfast vps restore`. */
export async function restore(
  vps: string,
  id: string,
  { safetySnapshot, yes }: RestoreOptions,
  command: Command,
): Promise<void> {
  const fate = safetySnapshot
    ? 'What it holds beyond that is saved first.'
    : 'What it holds beyond that is lost.';
  await confirm(`This puts ${vps} back to snapshot ${id} and restarts it. ${fate}`, yes);
  const body = safetySnapshot ? {} : { safety_snapshot: false };
  await performChange(command, { method: 'POST', path: `${pathOf(vps, id)}/restore`, body });
}

export function snapshotTable(snapshots: readonly Snapshot[]): string {
  const rows = snapshots.map((each) => [
    each.id,
    sayAge(each.created_at),
    sayBytes(each.unique_size),
    sayBytes(each.size),
    each.reason,
    [each.head ? 'head' : '', each.pinned ? 'pinned' : ''].filter((mark) => mark !== '').join(',') || '-',
    each.name ?? '-',
    each.message ?? '',
  ]);
  return formatTable(['snapshot', 'created', 'own', 'size', 'reason', 'marks', 'name', 'message'], rows);
}

interface CreateOptions {
  name?: string;
  message?: string;
  pin?: boolean;
  pause: boolean;
}

export interface RestoreOptions {
  safetySnapshot: boolean;
  yes?: boolean;
}

interface RemoveOptions {
  all?: boolean;
  yes?: boolean;
}

async function patch(command: Command, vps: string, id: string, body: object): Promise<void> {
  const { api, print } = contextOf(command);
  const { body: answer } = await api.call<{ snapshot: Snapshot }>('PATCH', pathOf(vps, id), body);
  print(answer, () => describe(answer.snapshot));
}

function describe(snapshot: Snapshot): string {
  return formatFacts([
    ['snapshot', snapshot.id],
    ['created', `${snapshot.created_at} (${sayAge(snapshot.created_at)})`],
    ['size', `${sayBytes(snapshot.size)}, of its own ${sayBytes(snapshot.unique_size)}`],
    ['reason', snapshot.reason],
    ['name', snapshot.name ?? '-'],
    ['message', snapshot.message ?? '-'],
    ['pinned', snapshot.pinned ? 'yes' : 'no'],
  ]);
}

function pathOf(vps: string, id?: string): string {
  return `/api/vps/snapshots/${part(vps)}${id === undefined ? '' : `/${part(id)}`}`;
}
