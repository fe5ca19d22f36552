import { operationAnswer, operationSummaryAnswer } from '../../schemas/responses/operation';
import { runnerAnswer } from '../../schemas/responses/runner';
import { emptyEvent, removedVpsEvent, temporalEvent } from '../../schemas/responses/service';
import { vpsAnswer } from '../../schemas/responses/vps';
import type { ApiRoute } from '../route';

export const EVENT_ROUTES: readonly ApiRoute[] = [
  {
    method: 'get',
    path: '/api/events',
    id: 'watchFleet',
    tag: 'events',
    summary: 'Everything that happens',
    description:
      'First `hello`, then what changes. `reset` says that events were missed: then everything is to be read anew. `status` tells that Temporal is away, or back.',
    role: 'read',
    headers: ['Last-Event-ID'],
    answers: {
      200: {
        description: 'A stream that lasts until the client closes it.',
        types: ['text/event-stream'],
        events: {
          hello: emptyEvent,
          reset: emptyEvent,
          status: temporalEvent,
          vps: vpsAnswer,
          vps_removed: removedVpsEvent,
          operation: operationSummaryAnswer,
          runner: runnerAnswer,
        },
      },
    },
    errors: ['too_many_streams'],
  },
  {
    method: 'get',
    path: '/api/operations/{operation_id}/events',
    id: 'watchOperation',
    tag: 'events',
    summary: 'One operation as it goes on',
    description:
      'The operation as it is, again at every change, and for the last time when it has ended; then `end`, and the stream closes.',
    role: 'read',
    headers: ['Last-Event-ID'],
    answers: {
      200: {
        description: 'A stream that lasts until the operation has ended.',
        types: ['text/event-stream'],
        events: { operation: operationAnswer, status: temporalEvent, end: emptyEvent },
      },
      204: { description: 'The `Last-Event-ID` is that of the end: there is nothing more to come.' },
    },
    errors: ['invalid_request', 'operation_not_found', 'too_many_streams'],
  },
];
