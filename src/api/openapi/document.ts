import type {
  ContentObject,
  OpenAPIObject,
  OperationObject,
  ParameterObject,
  PathItemObject,
  ReferenceObject,
  ResponseObject,
  SchemaObject,
} from 'openapi3-ts/oas31';
import { componentSchemas, describeQuery, refTo } from './components';
import { describeFailures } from './failures';
import { ANSWER_HEADERS, answerHeaders, HEADER_PARAMETERS, PATH_PARAMETERS } from './parameters';
import { type ApiRoute, type RouteAnswer, TAGS } from './route';
import { API_ROUTES } from './routes';

const ABOUT = [
  'Durable snapshots, rotation and restarts for Docker VPSs.',
  'A call that changes something is an operation: it waits for the end and answers with the result. `Prefer: wait=N` sets how many seconds, `Prefer: respond-async` not at all; then the answer is 202 with the `Location` of the operation, which goes on by itself.',
  'Errors are `application/problem+json` with a stable `code`; [every code has a page](/docs/errors).',
  '`x-holdfast-role` says what a token must be allowed to. Without tokens the API is for its own machine, and allows everything.',
].join('\n\n');

let text: string | undefined;

/** The document as it is served and as `docs/openapi.json` has it. Generated once. */
export function openApiText(): string {
  text ??= `${JSON.stringify(openApiDocument(), null, 2)}\n`;
  return text;
}

/** OpenAPI 3.1 of the table of routes and of the schemas that validate. */
export function openApiDocument(): OpenAPIObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Holdfast',
      version: '0.1.0',
      description: ABOUT,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: describePaths(API_ROUTES),
    components: {
      schemas: componentSchemas() as { [name: string]: SchemaObject },
      parameters: { ...PATH_PARAMETERS, ...HEADER_PARAMETERS },
      headers: ANSWER_HEADERS,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A token of `HOLDFAST_TOKEN`.' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'holdfast_session',
          description: 'Of a browser that has signed in.',
        },
      },
    },
  };
}

function describePaths(routes: readonly ApiRoute[]): { [path: string]: PathItemObject } {
  const paths: { [path: string]: PathItemObject } = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: describeRoute(route) };
  }
  return paths;
}

function describeRoute(route: ApiRoute): OperationObject {
  const { id, tag, summary, description, role, body } = route;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    'x-holdfast-role': role,
    // `{}` stands for nothing: an API without tokens asks for none.
    security: role === null ? [] : [{}, { bearer: [] }, { cookie: [] }],
    parameters: describeParameters(route),
    ...(body !== undefined && {
      requestBody: {
        required: !body.safeParse({}).success,
        content: { 'application/json': { schema: refTo(body) } },
      },
    }),
    responses: {
      ...describeFailures(route),
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, answer]) => [status, describeAnswer(answer)]),
      ),
    },
  };
}

function describeParameters({ path, query, headers = [] }: ApiRoute): (ParameterObject | ReferenceObject)[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    if (PATH_PARAMETERS[name] === undefined) throw new Error(`parameters.ts does not describe {${name}}`);
    return { $ref: `#/components/parameters/${name}` };
  });
  const inQuery = (query === undefined ? [] : describeQuery(query)).map(({ name, required, schema }) => {
    const { description, ...rest } = schema;
    return {
      name,
      in: 'query' as const,
      required,
      ...(description !== undefined && { description }),
      schema: rest as SchemaObject,
    };
  });
  return [...inPath, ...inQuery, ...headers.map((name) => ({ $ref: `#/components/parameters/${name}` }))];
}

function describeAnswer(answer: RouteAnswer): ResponseObject {
  const { description, headers = [] } = answer;
  const content = describeContent(answer);
  return {
    description,
    headers: answerHeaders('X-Request-Id', ...headers),
    ...(content !== undefined && { content }),
  };
}

function describeContent({ schema, types, events }: RouteAnswer): ContentObject | undefined {
  if (schema !== undefined) return { 'application/json': { schema: refTo(schema) } };
  const text: SchemaObject = { type: 'string' };
  return (
    types &&
    Object.fromEntries(
      types.map((type) => [
        type,
        // OpenAPI 3.1 has no words for a stream: the schema of each event's data is told beside it.
        { schema: text, ...(events !== undefined && { 'x-events': describeEvents(events) }) },
      ]),
    )
  );
}

function describeEvents(events: NonNullable<RouteAnswer['events']>): { [event: string]: { $ref: string } } {
  return Object.fromEntries(Object.entries(events).map(([name, schema]) => [name, refTo(schema)]));
}
