import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import type Docker from 'dockerode';
import { z } from 'zod';
import { parseOperationId, vpsWorkflowId } from '../../src/domain/names';
import type { TimedOperation } from './trace';

/** One thing that happened during an operation. */
export interface TimelineRow {
  /** Milliseconds since the request was sent. */
  ms: number;
  /** The VPS's entity, the operation's own workflow, or the engine. */
  where: 'entity' | 'operation' | 'Docker';
  what: string;
}

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

const EVENTS = temporal.api.enums.v1.EventType;
/** That a workflow task waits says nothing that its start does not. */
const LEFT_OUT = new Set<number>([EVENTS.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED]);
/** The clocks of request and events are the same, but not read at the same moment. */
const SLACK_MS = 5;

const dockerEventSchema = z.object({
  Type: z.string(),
  Action: z.string(),
  Actor: z.object({ Attributes: z.record(z.string(), z.string()).default({}) }),
  timeNano: z.number(),
});

/** What Temporal and Docker noted between request and answer, in the order in which it happened. */
export async function timelineOf(
  client: Client,
  docker: Docker,
  { id, askedAt, answeredAt }: TimedOperation,
): Promise<TimelineRow[]> {
  const { taskId = '' } = parseOperationId(id) ?? {};
  const rows = [
    ...(await historyRows(client, id, 'operation')),
    ...(await historyRows(client, vpsWorkflowId(taskId), 'entity')),
    ...(await dockerRows(docker, taskId, askedAt, answeredAt)),
  ];
  return rows
    .filter(({ ms }) => ms >= askedAt - SLACK_MS && ms <= answeredAt + SLACK_MS)
    .map((row) => ({ ...row, ms: Math.round((row.ms - askedAt) * 10) / 10 }))
    .sort((a, b) => a.ms - b.ms);
}

async function historyRows(
  client: Client,
  workflowId: string,
  where: 'entity' | 'operation',
): Promise<TimelineRow[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const names = new Map<string, string>();
  return (events ?? [])
    .filter(({ eventType }) => !LEFT_OUT.has(eventType ?? 0))
    .map((event) => ({ ms: millisOf(event), where, what: describe(event, names) }));
}

function millisOf({ eventTime }: HistoryEvent): number {
  return Number(eventTime?.seconds ?? 0) * 1000 + (eventTime?.nanos ?? 0) / 1e6;
}

/** An activity's start and end name it only by the number of the event that asked for it. */
function describe(event: HistoryEvent, names: Map<string, string>): string {
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (scheduled != null) names.set(String(event.eventId), scheduled.activityType?.name ?? '');
  const of =
    scheduled != null
      ? String(event.eventId)
      : String(
          event.activityTaskStartedEventAttributes?.scheduledEventId ??
            event.activityTaskCompletedEventAttributes?.scheduledEventId ??
            event.activityTaskFailedEventAttributes?.scheduledEventId ??
            '',
        );
  const type = (EVENTS[event.eventType ?? 0] ?? '')
    .replace('EVENT_TYPE_', '')
    .replaceAll('_', ' ')
    .toLowerCase();
  const name = names.get(of) ?? event.markerRecordedEventAttributes?.markerName;
  return name == null ? type : `${type}: ${name}`;
}

async function dockerRows(
  docker: Docker,
  taskId: string,
  askedAt: number,
  answeredAt: number,
): Promise<TimelineRow[]> {
  const stream = (await docker.getEvents({
    since: Math.floor(askedAt / 1000),
    until: Math.ceil(answeredAt / 1000),
  })) as Readable;
  const rows: TimelineRow[] = [];
  for await (const line of createInterface({ input: stream })) {
    const { Type, Action, Actor, timeNano } = dockerEventSchema.parse(JSON.parse(line));
    const { name = '', container = '' } = Actor.Attributes;
    if (Type !== 'container' && Type !== 'image') continue;
    if (!`${name}${container}`.includes(taskId)) continue;
    rows.push({ ms: timeNano / 1e6, where: 'Docker', what: `${Type} ${Action.split(':')[0]}: ${name}` });
  }
  return rows;
}
