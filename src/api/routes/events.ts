import { Router } from 'express';
import type { AppDeps } from '../app-deps';
import type { LiveEvent } from '../live/event-log';
import type { Greeting } from '../live/fleet-watch';
import { hasSeenEnd, status } from '../live/operation-watch';
import { hangUpSignal } from '../hang-up';
import { parseOperationRef } from '../parse';
import { isTemporalUnreachable } from '../temporal/grpc-errors';
import { requireOperation } from '../temporal/read-operations';
import { pathParam, resource } from './resource';

/** What happens, as it happens: server-sent events. See docs/events.md. */
export function eventRoutes(deps: AppDeps): Router {
  const router = Router();

  resource(router, '/events', {
    get: async (req, res) => {
      const stream = deps.live.open(res);
      if (req.method === 'HEAD') {
        stream.end();
        return;
      }
      const tell = (event: LiveEvent): void => {
        const { id, type, key } = event;
        stream.send({ id, type, key, data: event.dataFor(req.hostname) });
      };
      const greet = ({ isResumed, missed, position, isAway }: Greeting): void => {
        // A client that is cut off before the first event comes back with this id.
        stream.send({ ...(!isResumed && { id: position }), type: 'hello', key: 'hello', data: '{}' });
        if (missed === undefined) stream.send({ id: position, type: 'reset', key: 'reset', data: '{}' });
        for (const event of missed ?? []) tell(event);
        if (isAway) stream.send(status('away'));
      };
      await deps.live.fleet.listen(req.get('last-event-id'), { greet, tell }, hangUpSignal(res));
    },
  });

  resource(router, '/operations/:operation_id/events', {
    get: async (req, res) => {
      const operation = parseOperationRef(pathParam(req, 'operation_id'));
      const lastEventId = req.get('last-event-id');
      if (hasSeenEnd(lastEventId)) {
        // For an EventSource this is the word to come back no more.
        res.status(204).end();
        return;
      }
      try {
        await requireOperation(deps, operation);
      } catch (error) {
        // Who comes back while Temporal is away is told so in the stream; to an EventSource an error would be final.
        if (!isTemporalUnreachable(error)) throw error;
      }
      const stream = deps.live.open(res);
      if (req.method === 'HEAD') {
        stream.end();
        return;
      }
      const stop = deps.live.watchOperation(operation).add({
        send: (message) => stream.send(message),
        seen: lastEventId,
        done: () => stream.end(),
      });
      stream.onClose(stop);
    },
  });

  return router;
}
