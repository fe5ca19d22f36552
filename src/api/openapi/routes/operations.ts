import { emptyBody } from '../../schemas/bodies';
import { listOperationsQuery } from '../../schemas/queries';
import {
  cancelledOperationAnswer,
  operationAnswer,
  operationListAnswer,
} from '../../schemas/responses/operation';
import { PENDING } from '../common';
import type { ApiRoute } from '../route';

export const OPERATION_ROUTES: readonly ApiRoute[] = [
  {
    method: 'get',
    path: '/api/operations',
    id: 'listOperations',
    tag: 'operations',
    summary: 'The audit, page by page',
    description: 'What waits and runs comes first, then what ended last. The list is a moment behind.',
    role: 'read',
    query: listOperationsQuery,
    answers: { 200: { description: 'One page.', schema: operationListAnswer } },
    errors: ['invalid_request', 'temporal_unreachable'],
  },
  {
    method: 'get',
    path: '/api/operations/{operation_id}',
    id: 'getOperation',
    tag: 'operations',
    summary: 'One operation, with its steps',
    role: 'read',
    answers: { 200: { description: 'As it is now.', schema: operationAnswer } },
    errors: ['invalid_request', 'operation_not_found', 'temporal_unreachable'],
  },
  {
    method: 'delete',
    path: '/api/operations/{operation_id}',
    id: 'cancelOperation',
    tag: 'operations',
    summary: 'Cancel an operation',
    description:
      'What it had begun is undone by the time of the answer. One that was about to succeed may succeed.',
    role: 'operate',
    body: emptyBody,
    headers: ['Prefer', 'X-Holdfast-Actor'],
    answers: {
      200: { description: 'It has ended, one way or the other.', schema: cancelledOperationAnswer },
      202: { ...PENDING, headers: ['Location', 'Retry-After'] },
    },
    errors: [
      'malformed_request',
      'payload_too_large',
      'invalid_request',
      'operation_not_found',
      'operation_ended',
      'vps_not_found',
      'no_host_worker',
      'temporal_unreachable',
    ],
  },
];
