import { liveAnswer, openApiAnswer, readyAnswer } from '../../schemas/responses/service';
import type { ApiRoute } from '../route';

export const SERVICE_ROUTES: readonly ApiRoute[] = [
  {
    method: 'get',
    path: '/health/live',
    id: 'isLive',
    tag: 'service',
    summary: 'Whether the process lives',
    role: null,
    answers: { 200: { description: 'It does.', schema: liveAnswer } },
    errors: [],
  },
  {
    method: 'get',
    path: '/health/ready',
    id: 'isReady',
    tag: 'service',
    summary: 'Whether the API can do its work',
    role: null,
    answers: {
      200: { description: 'It can.', schema: readyAnswer },
      503: { description: 'It cannot; the body says why.', schema: readyAnswer },
    },
    errors: [],
  },
  {
    method: 'get',
    path: '/metrics',
    id: 'getMetrics',
    tag: 'service',
    summary: 'Figures for Prometheus',
    role: 'read',
    answers: { 200: { description: "In Prometheus's text format.", types: ['text/plain'] } },
    errors: ['temporal_unreachable'],
  },
  {
    method: 'get',
    path: '/api/openapi.json',
    id: 'getOpenApi',
    tag: 'service',
    summary: 'This document',
    role: null,
    answers: { 200: { description: 'OpenAPI 3.1.', schema: openApiAnswer } },
    errors: [],
  },
  page('/docs', 'readDocs', 'This document, for people'),
  {
    ...page('/docs/assets/{file}', 'getDocsAsset', 'What that page is made of'),
    answers: { 200: { description: 'A style sheet or a script.', types: ['text/css', 'text/javascript'] } },
    errors: ['route_not_found'],
  },
  page('/docs/errors', 'listErrors', 'Every code of an error'),
  {
    ...page('/docs/errors/{code}', 'readError', 'What a code means and what to do'),
    errors: ['route_not_found'],
  },
];

function page(path: string, id: string, summary: string): ApiRoute {
  return {
    method: 'get',
    path,
    id,
    tag: 'service',
    summary,
    role: null,
    answers: { 200: { description: 'A page.', types: ['text/html'] } },
    errors: [],
  };
}
