import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { contextOf, note, say } from '../context';
import { readEvents, type ServerEvent } from '../event-source';
import { CliError } from '../exit-codes';
import type { OperationSummary, Runner, Vps } from '../shapes';
import { clean } from '../table';

const RECONNECT_MS = 1000;

export function eventsCommand(): Command {
  return new Command('events')
    .description('follow what happens in the fleet, until Ctrl-C; with --json one event a line')
    .option('--vps <vps>', 'of this VPS only')
    .action(async ({ vps }: { vps?: string }, command: Command) => {
      const { api, json } = contextOf(command);
      const show = (event: ServerEvent): void => {
        const { task_id } = event.data as { task_id?: string };
        if (vps !== undefined && task_id !== vps) return;
        const line = json ? JSON.stringify({ event: event.type, data: event.data }) : sayEvent(event);
        if (line !== undefined) say(line);
      };
      let lastEventId: string | undefined;
      for (;;) {
        await api.patiently(async () => {
          try {
            for await (const event of readEvents(api, '/api/events', lastEventId)) {
              lastEventId = event.id ?? lastEventId;
              show(event);
            }
          } catch (error) {
            if (error instanceof CliError) throw error;
            // It broke off; what is missed comes with the next one.
          }
        });
        note('The stream has ended; coming back.');
        await sleep(RECONNECT_MS);
      }
    });
}

function sayEvent({ type, data }: ServerEvent): string | undefined {
  const at = new Date().toISOString().slice(11, 19);
  const text = WORDS[type]?.(data as never);
  return text === undefined ? undefined : `${at}  ${clean(text)}`;
}

const WORDS: { [type: string]: (data: never) => string | undefined } = {
  vps: ({ task_id, status, snapshot_count }: Vps) =>
    `vps ${task_id} is ${status}, ${snapshot_count} snapshot(s)`,
  vps_removed: ({ task_id }: Vps) => `vps ${task_id} is gone`,
  operation: ({ id, status, progress }: OperationSummary) =>
    progress === null
      ? `${id} ${status}`
      : `${id} ${progress.done_steps}/${progress.total_steps ?? '?'} ${progress.step_summary ?? ''}`,
  runner: ({ name, alive }: Runner) => `runner ${name} is ${alive ? 'alive' : 'silent'}`,
  status: ({ temporal }: { temporal: string }) => `Temporal is ${temporal}`,
  reset: () => 'some events were missed',
};
