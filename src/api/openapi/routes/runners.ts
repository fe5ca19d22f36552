import { emptyBody } from '../../schemas/bodies';
import { rebuiltRunnerAnswer, runnerListAnswer } from '../../schemas/responses/runner';
import type { ApiRoute } from '../route';

export const RUNNER_ROUTES: readonly ApiRoute[] = [
  {
    method: 'get',
    path: '/api/runners',
    id: 'listRunners',
    tag: 'runners',
    summary: 'Every runner that has been heard of or that a VPS is on',
    role: 'read',
    answers: { 200: { description: 'All of them, by name.', schema: runnerListAnswer } },
    errors: ['temporal_unreachable'],
  },
  {
    method: 'post',
    path: '/api/runners/{name}/rebuild',
    id: 'rebuildRunner',
    tag: 'runners',
    summary: 'Make lost records again from what the runner has',
    description:
      "For the day on which Temporal's database is gone. Nothing on the runner changes, and what has a record keeps it.",
    role: 'admin',
    body: emptyBody,
    headers: ['X-Holdfast-Actor'],
    answers: { 200: { description: 'What became of each VPS.', schema: rebuiltRunnerAnswer } },
    errors: [
      'malformed_request',
      'payload_too_large',
      'invalid_request',
      'runner_unknown',
      'no_runner',
      'docker_failed',
      'temporal_unreachable',
    ],
  },
];
