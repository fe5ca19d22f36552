import { Command } from 'commander';
import { contextOf } from '../context';
import { sayBytes } from '../humane';
import type { Runner } from '../shapes';
import { formatTable } from '../table';
import { part } from './path';

export function runnerCommand(): Command {
  const runner = new Command('runner').description('the machines');

  runner
    .command('list')
    .description('every runner, alive or silent')
    .action(async (_options: object, command: Command) => {
      const { api, print } = contextOf(command);
      const answer = await api.get<{ runners: Runner[] }>('/api/runners');
      print(answer, () => runnerTable(answer.runners));
    });

  runner
    .command('rebuild <runner>')
    .description('make the records of its VPSs again where there are none')
    .action(async (name: string, _options: object, command: Command) => {
      const { api, print } = contextOf(command);
      const { body } = await api.call<{ message: string; failed: { task_id: string; reason: string }[] }>(
        'POST',
        `/api/runners/${part(name)}/rebuild`,
      );
      const failed = body.failed.map(({ task_id, reason }) => `${task_id}: ${reason}`);
      print(body, () => [body.message, ...failed].join('\n'));
    });

  return runner;
}

function runnerTable(runners: readonly Runner[]): string {
  const rows = runners.map((each) => [
    each.name,
    each.alive
      ? 'alive'
      : each.silent_seconds === null
        ? 'not heard of'
        : `silent for ${each.silent_seconds}s`,
    String(each.vps_count),
    each.docker_version ?? '-',
    sayBytes(each.disk?.free_bytes),
    String(each.snapshot_count ?? '-'),
    sayBytes(each.snapshot_bytes),
  ]);
  return formatTable(['runner', 'state', 'vps', 'docker', 'free', 'snapshots', 'bytes'], rows);
}
