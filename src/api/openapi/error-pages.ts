import { ERROR_CODES, type ErrorCode, ERRORS } from '../../domain/errors';
import { codesOf } from './failures';
import { escapeHtml, htmlPage, withCode } from './html';
import { API_ROUTES } from './routes';

const MENU = '<nav><a href="/docs">The API</a> · <a href="/docs/errors">All errors</a></nav>';

/** What `type` of a problem points at: the meaning of its code, and what to do. */
export function errorPage(code: ErrorCode): string {
  const { status, title, remedy } = ERRORS[code];
  const calls = API_ROUTES.filter((route) => route.role !== null && codesOf(route).includes(code));
  const items = calls.map(
    ({ id, tag, method, path }) =>
      `<li><a href="/docs#/${tag}/${id}"><code>${method.toUpperCase()} ${escapeHtml(path)}</code></a></li>`,
  );
  return htmlPage(
    `${title} · Holdfast`,
    `${MENU}
<main>
<h1>${withCode(title)}</h1>
<dl>
<dt>Code</dt><dd><code>${code}</code></dd>
<dt>HTTP status</dt><dd>${status}</dd>
<dt>What to do</dt><dd>${withCode(remedy)}</dd>
</dl>
${items.length === 0 ? '' : `<h2>Calls that may answer so</h2>\n<ul>\n${items.join('\n')}\n</ul>`}
</main>`,
  );
}

export function errorListPage(): string {
  const rows = ERROR_CODES.map((code) => {
    const { status, title } = ERRORS[code];
    return `<tr><td><a href="/docs/errors/${code}"><code>${code}</code></a></td><td>${status}</td><td>${withCode(title)}</td></tr>`;
  });
  return htmlPage(
    'Errors · Holdfast',
    `${MENU}
<main>
<h1>Errors</h1>
<p>Every error is answered as <code>application/problem+json</code> (RFC 9457) with one of these codes. A code never changes its meaning.</p>
<table>
<thead><tr><th>code</th><th>status</th><th>what it means</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</main>`,
  );
}
