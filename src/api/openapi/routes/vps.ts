import { adoptBody, deleteVpsQuery, emptyBody } from '../../schemas/bodies';
import { createVpsBody } from '../../schemas/create-vps';
import { patchVpsBody } from '../../schemas/policy';
import { listVpsQuery } from '../../schemas/queries';
import { adoptedVpsAnswer, changedVpsAnswer, deletedVpsAnswer } from '../../schemas/responses/changes';
import { fullVpsAnswer, patchedVpsAnswer, vpsListAnswer } from '../../schemas/responses/vps';
import { CHANGE_ERRORS, CHANGE_HEADERS, CONTAINER_ERRORS, PENDING, READ_ERRORS } from '../common';
import type { ApiRoute } from '../route';

export const VPS_ROUTES: readonly ApiRoute[] = [
  {
    method: 'post',
    path: '/api/vps/create',
    id: 'createVps',
    tag: 'vps',
    summary: 'Create a VPS',
    role: 'admin',
    body: createVpsBody,
    headers: CHANGE_HEADERS,
    answers: {
      201: { description: 'It is there.', schema: changedVpsAnswer, headers: ['Location'] },
      202: PENDING,
    },
    errors: [
      ...CHANGE_ERRORS.filter((code) => code !== 'queue_full'),
      ...CONTAINER_ERRORS,
      'task_id_in_use',
      'qemu_not_supported',
      'runner_unknown',
      'no_runner',
    ],
  },
  {
    method: 'post',
    path: '/api/vps/adopt',
    id: 'adoptContainer',
    tag: 'vps',
    summary: 'Take over a container that exists',
    description: 'The container is not touched, whether it runs or not.',
    role: 'admin',
    body: adoptBody,
    headers: CHANGE_HEADERS,
    answers: {
      201: { description: 'It is a VPS now.', schema: adoptedVpsAnswer, headers: ['Location'] },
      202: PENDING,
    },
    errors: [
      ...CHANGE_ERRORS.filter((code) => code !== 'queue_full'),
      'task_id_in_use',
      'container_not_found',
      'container_already_managed',
      'configuration_refused',
      'runner_unknown',
      'no_runner',
    ],
  },
  {
    method: 'get',
    path: '/api/vps',
    id: 'listVps',
    tag: 'vps',
    summary: 'The fleet, page by page',
    role: 'read',
    query: listVpsQuery,
    answers: { 200: { description: 'One page.', schema: vpsListAnswer } },
    errors: ['invalid_request', 'temporal_unreachable'],
  },
  {
    method: 'get',
    path: '/api/vps/{task_id}',
    id: 'getVps',
    tag: 'vps',
    summary: 'One VPS, with its snapshots',
    role: 'read',
    answers: { 200: { description: 'As it was last seen.', schema: fullVpsAnswer } },
    errors: READ_ERRORS,
  },
  {
    method: 'patch',
    path: '/api/vps/{task_id}',
    id: 'patchVps',
    tag: 'vps',
    summary: 'Change the policy of a VPS',
    description: "What is absent stays; `null` goes back to the runner's default.",
    role: 'operate',
    body: patchVpsBody,
    headers: ['X-Holdfast-Actor'],
    answers: { 200: { description: 'It holds from now on.', schema: patchedVpsAnswer } },
    errors: [...READ_ERRORS, 'malformed_request', 'payload_too_large', 'no_host_worker'],
  },
  {
    method: 'delete',
    path: '/api/vps/{task_id}',
    id: 'deleteVps',
    tag: 'vps',
    summary: 'Remove a VPS',
    description: 'One that has snapshots is removed only when the query says what becomes of them.',
    role: 'admin',
    query: deleteVpsQuery,
    body: emptyBody,
    headers: CHANGE_HEADERS,
    answers: { 200: { description: 'It is gone.', schema: deletedVpsAnswer }, 202: PENDING },
    errors: [...CHANGE_ERRORS, 'snapshots_exist'],
  },
];
