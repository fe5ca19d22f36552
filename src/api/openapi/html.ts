/** A page of the documentation. Its styles are in a file of their own, so that nothing inline needs to be allowed. */
export function htmlPage(title: string, body: string, extra = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
${extra}<link rel="stylesheet" href="/docs/assets/docs.css">
</head>
<body>
${body}
</body>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Plain text in which backquotes stand around code. */
export function withCode(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

export const DOCS_CSS = `:root { color-scheme: light dark; --text: #1b1f24; --quiet: #57606a; --page: #fff; --box: #f3f4f6; --link: #0b57d0; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e6e6; --quiet: #a0a7b0; --page: #16181c; --box: #24272d; --link: #8ab4f8; }
}
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.6 system-ui, sans-serif; }
main, nav { max-width: 46rem; margin: 0 auto; padding: 1rem; }
nav { padding-bottom: 0; }
a { color: var(--link); }
code { background: var(--box); border-radius: 4px; padding: 0.1em 0.3em; font-size: 0.9em; overflow-wrap: anywhere; }
h1 { line-height: 1.25; }
dt { color: var(--quiet); margin-top: 1rem; }
dd { margin: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.8rem 0.4rem 0; border-bottom: 1px solid var(--box); }
`;
