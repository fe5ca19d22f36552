import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Express } from 'express';
import { Access } from '../../../src/api/access';
import { createApp } from '../../../src/api/app';
import { newTemporalMemory } from '../../../src/api/temporal/memory';
import { openApiDocument } from '../../../src/api/openapi/document';
import { codesOf } from '../../../src/api/openapi/failures';
import { API_ROUTES } from '../../../src/api/openapi/routes';
import { neededRole } from '../../../src/api/security/route-roles';
import { ERROR_CODES } from '../../../src/domain/errors';
import { createLogger } from '../../../src/platform/log';
import { loadSettings } from '../../../src/platform/settings';

/** What Express keeps of a route or of a router, as far as it is looked at here. */
interface Layer {
  route?: { path: string; stack: { method?: string }[] };
  handle?: { stack?: Layer[] };
  /** Where a router is mounted. */
  rawPath?: unknown;
}

/** What is served beside the API: the dashboard, a client of it. */
const DASHBOARD = ['get /'];

/** Of the WebSocket of a terminal, which OpenAPI has no words for: docs/architecture.md describes it. */
const OF_TERMINALS = ERROR_CODES.filter((code) => code.startsWith('terminal_') || code === 'runner_silent');

const connection = Connection.lazy();
const settings = loadSettings({});
const given = {
  access: new Access(settings),
  client: new Client({ connection }),
  namespace: 'default',
  settings,
  seal: (plain: string) => plain,
  log: createLogger('api', 'silent'),
  closing: new AbortController().signal,
};
const app = createApp({ ...given, ...newTemporalMemory(given) });

afterAll(() => connection.close());

describe('the table of routes', () => {
  const documented = API_ROUTES.map(({ method, path }) => `${method} ${path}`).sort();

  it('has every route that is served, and no other', () => {
    const served = servedRoutes(app).filter((route) => !DASHBOARD.includes(route));
    expect(served).toEqual(documented);
  });

  it('names each call once', () => {
    const ids = API_ROUTES.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    expect(documented).toEqual([...new Set(documented)]);
  });

  it('asks for more than reading where something is changed, and for reading only elsewhere', () => {
    for (const { method, path, role, id } of API_ROUTES) {
      // Whoever signs in or out has no role yet.
      if (path === '/api/session') continue;
      expect([id, method === 'get' ? [null, 'read'] : ['operate', 'admin']]).toEqual([
        id,
        expect.arrayContaining([role]),
      ]);
    }
  });

  it('says of each call what role it takes, as it is enforced', () => {
    for (const { method, path, role } of API_ROUTES)
      expect([path, neededRole(method.toUpperCase(), path)]).toEqual([path, role]);
  });

  it('says where each code may be met', () => {
    const met = new Set(API_ROUTES.flatMap(codesOf));
    // No documented call can be answered so: it is about calls that there are none of.
    const unmet = ERROR_CODES.filter((code) => !met.has(code));
    expect(unmet.sort()).toEqual([...OF_TERMINALS, 'method_not_allowed'].sort());
  });
});

describe('the document', () => {
  const document = openApiDocument();

  it('points at nothing that is not there', () => {
    const text = JSON.stringify(document);
    const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = '']) => name);
    const there = Object.keys(document.components?.schemas ?? {});
    expect(names.filter((name) => !there.includes(name))).toEqual([]);
    expect(there.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('takes no member in an answer that it does not name', () => {
    for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
      if (name === 'OpenApi') continue;
      expect({ name, schema }).toMatchObject({ name, schema: { additionalProperties: false } });
    }
  });

  it('is of schemas that a strict validator takes', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    addFormats(ajv);
    ajv.addVocabulary(['components']);
    ajv.addSchema({ $id: 'document', components: document.components });
    for (const name of Object.keys(document.components?.schemas ?? {})) {
      expect(ajv.compile({ $ref: `document#/components/schemas/${name}` })).toBeInstanceOf(Function);
    }
  });

  it('has the version of the package', () => {
    const text = readFileSync(join(__dirname, '../../../package.json'), 'utf8');
    expect(document.info.version).toBe((JSON.parse(text) as { version: string }).version);
  });
});

function servedRoutes({ router }: Express): string[] {
  return [...new Set(routesOf((router as unknown as { stack: Layer[] }).stack, ''))].sort();
}

function routesOf(stack: readonly Layer[], prefix: string): string[] {
  return stack.flatMap((layer) => {
    const { route, handle } = layer;
    if (route !== undefined) {
      const methods = route.stack.map(({ method }) => method).filter((method) => method !== undefined);
      return methods.map((method) => `${method} ${prefix}${route.path.replace(/:(\w+)/g, '{$1}')}`);
    }
    return handle?.stack === undefined ? [] : routesOf(handle.stack, prefix + mountPathOf(layer));
  });
}

function mountPathOf({ rawPath }: Layer): string {
  if (typeof rawPath !== 'string') throw new Error('a router is mounted at more than one path');
  return rawPath === '/' ? '' : rawPath;
}
