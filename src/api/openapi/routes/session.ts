import { emptyBody, signInBody } from '../../schemas/bodies';
import { sessionAnswer } from '../../schemas/responses/service';
import type { ApiRoute } from '../route';

const SESSION_ERRORS = [
  'malformed_request',
  'payload_too_large',
  'invalid_request',
  'forbidden_origin',
] as const;

export const SESSION_ROUTES: readonly ApiRoute[] = [
  {
    method: 'get',
    path: '/api/session',
    id: 'getSession',
    tag: 'service',
    summary: 'Who is signed in, and what that allows',
    role: null,
    answers: { 200: { description: 'Also for one who is not signed in.', schema: sessionAnswer } },
    errors: ['forbidden_origin'],
  },
  {
    method: 'post',
    path: '/api/session',
    id: 'signIn',
    tag: 'service',
    summary: 'Sign in, with a cookie',
    description: 'For browsers, whose event streams and WebSockets carry cookies and no bearer token.',
    role: null,
    body: signInBody,
    answers: { 200: { description: 'Signed in.', schema: sessionAnswer } },
    errors: [...SESSION_ERRORS, 'unauthorized', 'rate_limited'],
  },
  {
    method: 'delete',
    path: '/api/session',
    id: 'signOut',
    tag: 'service',
    summary: 'Sign out',
    role: null,
    body: emptyBody,
    answers: { 200: { description: 'Signed out.', schema: sessionAnswer } },
    errors: SESSION_ERRORS,
  },
];
