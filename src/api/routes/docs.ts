import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Response, Router } from 'express';
import absolutePathOfSwaggerUi from 'swagger-ui-dist/absolute-path';
import { isErrorCode } from '../../domain/errors';
import { openApiText } from '../openapi/document';
import { errorListPage, errorPage } from '../openapi/error-pages';
import { DOCS_CSS, htmlPage } from '../openapi/html';
import { Problem, shorten } from '../problems';
import { pathParam, resource } from './resource';

/** For the page of Swagger UI, which sets styles of its elements; scripts come from us, and never from the page. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Swagger UI has a dark theme and no mind of its own about it. */
const START = `const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();
SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  docExpansion: 'list',
  displayRequestDuration: true,
  tryItOutEnabled: false,
  validatorUrl: null,
});
`;

const SWAGGER_UI = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/** The documentation of the API. It tells nothing about anybody's VPSs, and is open to everybody. */
export function docsRoutes(): Router {
  const router = Router();

  resource(router, '/api/openapi.json', {
    get: (_req, res) => {
      res.type('application/json').send(openApiText());
    },
  });

  resource(router, '/docs', { get: (_req, res) => sendPage(res, apiPage()) });
  resource(router, '/docs/errors', { get: (_req, res) => sendPage(res, errorListPage()) });

  resource(router, '/docs/errors/:code', {
    get: (req, res) => {
      const code = pathParam(req, 'code');
      if (!isErrorCode(code)) throw new Problem('route_not_found', `There is no error ${shorten(code)}.`);
      sendPage(res, errorPage(code));
    },
  });

  resource(router, '/docs/assets/:file', {
    get: async (req, res) => {
      const file = pathParam(req, 'file');
      const text = await readAsset(file);
      if (text === undefined) throw new Problem('route_not_found', `There is no ${shorten(file)} here.`);
      res
        .set('Cache-Control', 'public, max-age=3600')
        .type(file.endsWith('.css') ? 'text/css' : 'text/javascript')
        .send(text);
    },
  });

  return router;
}

function sendPage(res: Response, html: string): void {
  res.set('Content-Security-Policy', CSP).type('text/html').send(html);
}

function apiPage(): string {
  return htmlPage(
    'API · Holdfast',
    `<div id="api"><noscript><main><h1>Holdfast</h1><p>This page needs scripts. The same is in <a href="/api/openapi.json">openapi.json</a>.</p></main></noscript></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/start.js"></script>`,
    '<link rel="stylesheet" href="/docs/assets/swagger-ui.css">\n',
  );
}

/** One of a few files by name; whatever else is asked for, no path is made of it. */
async function readAsset(file: string): Promise<string | Buffer | undefined> {
  if (file === 'docs.css') return DOCS_CSS;
  if (file === 'start.js') return START;
  return SWAGGER_UI.includes(file) ? readFile(join(absolutePathOfSwaggerUi(), file)) : undefined;
}
