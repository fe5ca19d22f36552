import { emptyBody, restartBody, stopBody } from '../../schemas/bodies';
import { changedVpsAnswer, restartedVpsAnswer, stoppedVpsAnswer } from '../../schemas/responses/changes';
import { CHANGE_ERRORS, CHANGE_HEADERS, CONTAINER_ERRORS, PENDING, SNAPSHOT_ERRORS } from '../common';
import type { ApiRoute } from '../route';

export const LIFECYCLE_ROUTES: readonly ApiRoute[] = [
  {
    ...plainly('start', 'Start a VPS', 'It runs.'),
    errors: [
      ...CHANGE_ERRORS,
      'vps_not_healthy',
      'configuration_refused',
      'bind_not_allowed',
      'nothing_to_restore',
    ],
  },
  {
    method: 'post',
    path: '/api/vps/stop/{task_id}',
    id: 'stopVps',
    tag: 'lifecycle',
    summary: 'Stop a VPS, with an automatic snapshot if its policy says so',
    description: 'When the snapshot fails, the VPS is as it was before.',
    role: 'operate',
    body: stopBody,
    headers: CHANGE_HEADERS,
    answers: { 200: { description: 'It is stopped.', schema: stoppedVpsAnswer }, 202: PENDING },
    errors: [...CHANGE_ERRORS, ...SNAPSHOT_ERRORS],
  },
  plainly('pause', 'Freeze a VPS where it is', 'It is paused.'),
  plainly('resume', 'Let a paused VPS go on', 'It runs.'),
  {
    method: 'post',
    path: '/api/vps/restart/{task_id}',
    id: 'restartVps',
    tag: 'lifecycle',
    summary: 'Replace the container of a VPS by one from a snapshot',
    description:
      'From the given snapshot, else from the one that a restart comes back to. What the container holds beyond it is saved first, unless `safety_snapshot` is false. If anything fails, the VPS goes on in its old container.',
    role: 'operate',
    body: restartBody,
    headers: CHANGE_HEADERS,
    answers: { 200: { description: 'It runs again.', schema: restartedVpsAnswer }, 202: PENDING },
    errors: [
      ...CHANGE_ERRORS,
      ...SNAPSHOT_ERRORS,
      ...CONTAINER_ERRORS,
      'snapshot_not_found',
      'nothing_to_restore',
    ],
  },
];

/** A call that takes nothing but the VPS. */
function plainly(verb: 'start' | 'pause' | 'resume', summary: string, description: string): ApiRoute {
  return {
    method: 'post',
    path: `/api/vps/${verb}/{task_id}`,
    id: `${verb}Vps`,
    tag: 'lifecycle',
    summary,
    role: 'operate',
    body: emptyBody,
    headers: CHANGE_HEADERS,
    answers: { 200: { description, schema: changedVpsAnswer }, 202: PENDING },
    errors: CHANGE_ERRORS,
  };
}
