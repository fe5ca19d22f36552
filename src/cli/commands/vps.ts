import { Command } from 'commander';
import { performChange, withWait } from '../change';
import { confirm } from '../confirm';
import { contextOf } from '../context';
import { CliError, EXIT } from '../exit-codes';
import { sayAge } from '../humane';
import type { Vps } from '../shapes';
import { formatFacts, formatTable } from '../table';
import { collect, createBody, type CreateOptions } from './create-body';
import { pick } from './operation';
import { part } from './path';
import { restore, snapshotTable } from './snapshot';

export function vpsCommand(): Command {
  const vps = new Command('vps').description('create, look at and handle VPSs');
  addReads(vps);
  addCreations(vps);
  addLifecycle(vps);
  addPolicy(vps);
  return vps;
}

/** Also at the top, since it is what is done most. */
export function restartCommand(): Command {
  return withWait(new Command('restart').argument('<vps>'))
    .description('bring a VPS back from its latest snapshot, or from a named one')
    .option('--snapshot <snapshot>', 'from this one')
    .option('--no-safety-snapshot', 'discard what the VPS holds beyond the snapshot')
    .action(async (id: string, options: { snapshot?: string; safetySnapshot: boolean }, command: Command) => {
      const body = {
        ...(options.snapshot !== undefined && { snapshot_id: options.snapshot }),
        ...(!options.safetySnapshot && { safety_snapshot: false }),
      };
      await performChange(command, { method: 'POST', path: `/api/vps/restart/${part(id)}`, body });
    });
}

function addReads(vps: Command): void {
  vps
    .command('list')
    .description('the fleet')
    .option('--runner <runner>', 'on this runner')
    .option('--status <status>', 'in this state, such as running')
    .action(async (options: Record<string, string>, command: Command) => {
      const { api, print } = contextOf(command);
      const query = { ...pick(options, 'runner', 'status'), limit: '200' };
      const found: Vps[] = [];
      let next: string | undefined;
      do {
        const search = new URLSearchParams({ ...query, ...(next !== undefined && { next }) });
        const page = await api.get<{ vps: Vps[]; next?: string }>(`/api/vps?${search.toString()}`);
        found.push(...page.vps);
        ({ next } = page);
      } while (next !== undefined);
      found.sort((a, b) => (a.task_id < b.task_id ? -1 : 1));
      print({ vps: found, count: found.length }, () => vpsTable(found));
    });

  vps
    .command('show <vps>')
    .description('one VPS with its snapshots')
    .action(async (id: string, _options: object, command: Command) => {
      const { api, print } = contextOf(command);
      const found = await api.get<Vps>(`/api/vps/${part(id)}`);
      print(found, () => describe(found));
    });
}

function addCreations(vps: Command): void {
  withWait(vps.command('create [image] [command...]'))
    .description('create a VPS and start it; what comes after -- is its command')
    .option('--id <vps>', 'its task_id; made up when there is none')
    .option('--runner <runner>', 'where')
    .option('--hostname <name>', 'its host name')
    .option('--cpus <count>', 'CPU cores, such as 1.5')
    .option('--memory <bytes>', 'such as 512m or 2g')
    .option('-p, --port <port>', 'a port to publish, such as 22 or 8080:80; again for more', collect)
    .option(
      '-e, --env <name>',
      'NAME, taken from here, or NAME=value, which others can see; again for more',
      collect,
    )
    .option('-v, --volume <mount>', 'volume:/path or /dir:/path, with :ro read only; again for more', collect)
    .option('--network <name>', 'a network of the runner')
    .option('--restart-policy <policy>', 'no, always, unless-stopped or on-failure')
    .option('--max-snapshots <count>', 'how many snapshots are kept')
    .option('--no-auto-snapshot', 'take none when it is stopped')
    .option('--no-start', 'do not start it')
    .option(
      '-f, --file <file>',
      'the body as the API takes it, as JSON (- for standard input); options come on top',
    )
    .action(async (image: string | undefined, words: string[], options: CreateOptions, command: Command) => {
      const body = createBody(image, words, options);
      await performChange(command, { method: 'POST', path: '/api/vps/create', body });
    });

  withWait(vps.command('adopt <container>'))
    .description('take over a container that exists, unchanged')
    .option('--id <vps>', 'its task_id')
    .option('--runner <runner>', 'where it is')
    .action(async (container: string, { id, runner }: { id?: string; runner?: string }, command: Command) => {
      const body = { container, task_id: id, runner };
      await performChange(command, { method: 'POST', path: '/api/vps/adopt', body });
    });
}

function addLifecycle(vps: Command): void {
  for (const [name, text] of [
    ['start', 'start it'],
    ['pause', 'freeze its processes'],
    ['resume', 'let them go on'],
  ] as const) {
    withWait(vps.command(`${name} <vps>`))
      .description(text)
      .action(async (id: string, _options: object, command: Command) => {
        await performChange(command, { method: 'POST', path: `/api/vps/${name}/${part(id)}` });
      });
  }
  withWait(vps.command('stop <vps>'))
    .description('stop it, and take a snapshot if its policy says so')
    .option('--snapshot', 'take one whatever the policy says')
    .option('--no-snapshot', 'take none')
    .option('-m, --message <text>', 'what the snapshot was made for')
    .action(
      async (
        id: string,
        { snapshot, message }: { snapshot?: boolean; message?: string },
        command: Command,
      ) => {
        const body = { snapshot, message };
        await performChange(command, { method: 'POST', path: `/api/vps/stop/${part(id)}`, body });
      },
    );
  vps.addCommand(restartCommand());
  withWait(vps.command('restore <vps> <snapshot>'))
    .description('put it back to a snapshot')
    .option('--no-safety-snapshot', 'discard what it holds beyond that snapshot')
    .option('-y, --yes', 'do not ask')
    .action(restore);
  withWait(vps.command('delete <vps>'))
    .description('remove it')
    .option('--snapshots <fate>', 'what becomes of its snapshots: delete or keep')
    .option('-y, --yes', 'do not ask')
    .action(
      async (id: string, { snapshots, yes }: { snapshots?: string; yes?: boolean }, command: Command) => {
        const fate = snapshots === undefined ? '' : `?${new URLSearchParams({ snapshots }).toString()}`;
        const lost = snapshots === 'delete' ? ' and every snapshot of it' : '';
        await confirm(`This removes the container of ${id} with its files${lost}, for good.`, yes);
        await performChange(command, { method: 'DELETE', path: `/api/vps/${part(id)}${fate}` });
      },
    );
}

function addPolicy(vps: Command): void {
  vps
    .command('policy <vps>')
    .description('show its policy, or change it')
    .option('--auto-snapshot <choice>', 'a snapshot at each stop: on, off or default')
    .option('--max-snapshots <count>', 'how many snapshots are kept, 0 for all, or default')
    .action(
      async (id: string, options: { autoSnapshot?: string; maxSnapshots?: string }, command: Command) => {
        const { api, print } = contextOf(command);
        const { autoSnapshot, maxSnapshots } = options;
        const patch = {
          ...(autoSnapshot !== undefined && { auto_snapshot_on_stop: readChoice(autoSnapshot) }),
          ...(maxSnapshots !== undefined && {
            max_snapshots: maxSnapshots === 'default' ? null : Number(maxSnapshots),
          }),
        };
        const path = `/api/vps/${part(id)}`;
        const isRead = Object.keys(patch).length === 0;
        const found = isRead ? await api.get<Vps>(path) : (await api.call<Vps>('PATCH', path, patch)).body;
        print(found, () => describePolicy(found));
      },
    );
}

function readChoice(text: string): boolean | null {
  const choice = { on: true, true: true, off: false, false: false, default: null }[text];
  if (choice === undefined)
    throw new CliError(EXIT.usage, `--auto-snapshot takes on, off or default, not '${text}'.`);
  return choice;
}

function vpsTable(fleet: readonly Vps[]): string {
  const rows = fleet.map((each) => [
    each.task_id,
    each.status,
    each.runner,
    each.image,
    each.status === 'running' ? sayAge(each.container?.started_at) : '-',
    String(each.snapshot_count),
    each.newest_snapshot === null ? '-' : sayAge(each.newest_snapshot.created_at),
    each.operation === null ? '' : each.operation.kind,
  ]);
  return formatTable(['vps', 'status', 'runner', 'image', 'started', 'snapshots', 'newest', 'doing'], rows);
}

function describe(vps: Vps): string {
  const ports = vps.endpoints.map(
    ({ host_ip, host_port, container_port, protocol }) =>
      `${host_ip || '*'}:${host_port} -> ${container_port}/${protocol}`,
  );
  const addresses = Object.entries(vps.addresses).map(([network, address]) => `${address} (${network})`);
  const facts = formatFacts([
    ['vps', vps.task_id],
    ['status', vps.operation === null ? vps.status : `${vps.status}, ${vps.operation.id} in progress`],
    ['runner', vps.runner],
    ['image', vps.image],
    ['created', `${vps.created_at} (${sayAge(vps.created_at)}) by ${vps.created_by}`],
    ['started', sayAge(vps.container?.started_at)],
    ['ports', ports.join(', ') || '-'],
    ['addresses', addresses.join(', ') || '-'],
    ['ssh', vps.ssh ?? '-'],
    ['waiting', vps.queue.map(({ id }) => id).join(', ') || '-'],
  ]);
  return `${facts}\n${describePolicy(vps)}\n\n${snapshotTable(vps.snapshots ?? [])}`;
}

function describePolicy({ policy, policy_overrides }: Vps): string {
  const own = (name: string): string => (name in policy_overrides ? '' : " (the runner's default)");
  const { auto_snapshot_on_stop: auto, max_snapshots: max } = policy;
  return formatFacts([
    ['snapshot at stop', `${auto ? 'on' : 'off'}${own('auto_snapshot_on_stop')}`],
    ['snapshots kept', `${max === 0 ? 'all' : max}${own('max_snapshots')}`],
  ]);
}
