/** Of Okabe and Ito: they can be told apart with any eyesight, on white and on dark grey. */
export const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'] as const;

export const INK = '#24292f';
export const FAINT = '#57606a';
export const GRID = '#d8dee4';

const FONT = 'system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif';

type Attributes = Readonly<Record<string, string | number>>;

/** One element. Attributes are escaped, the content is not: it is other elements. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(shown(value))}"`);
  return content === ''
    ? `<${name}${written.join('')}/>`
    : `<${name}${written.join('')}>${content}</${name}>`;
}

export interface TextStyle {
  anchor?: 'start' | 'middle' | 'end';
  size?: number;
  weight?: number;
  fill?: string;
  transform?: string;
}

export function textAt(x: number, y: number, words: string, style: TextStyle = {}): string {
  const { anchor = 'start', size = 12, weight = 400, fill = INK, transform } = style;
  return element(
    'text',
    {
      x,
      y,
      'text-anchor': anchor,
      'font-size': size,
      ...(weight !== 400 && { 'font-weight': weight }),
      fill,
      ...(transform !== undefined && { transform }),
    },
    escapeXml(words),
  );
}

/** A whole picture on white, so that it can be read on a dark page too. */
export function picture(width: number, height: number, title: string, parts: readonly string[]): string {
  const background = element('rect', { width, height, fill: '#ffffff', rx: 6 });
  const content = [element('title', {}, escapeXml(title)), background, ...parts].map((part) => `  ${part}\n`);
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'font-family': FONT,
    },
    `\n${content.join('')}`,
  )}\n`;
}

function shown(value: string | number): string {
  return typeof value === 'string' ? value : String(Math.round(value * 100) / 100);
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
