import fc, { type Arbitrary } from 'fast-check';

/** What an executed value would leave, in the VPS or on the machine, and as a label or a variable of an image. */
export const CANARY = `hft-canary-${process.pid}`;
const CANARY_FILE = `/tmp/${CANARY}`;

/** Texts of one line that are legal wherever a person writes one, and mean something to some interpreter. */
export const NASTY_LINES: readonly string[] = [
  '$HOME ${HOME} ${HOME:-x} $(id) `id` $$ %s %n',
  `$(touch ${CANARY_FILE}) \`touch ${CANARY_FILE}\` ; touch ${CANARY_FILE} | touch ${CANARY_FILE} &`,
  `'; touch ${CANARY_FILE}; echo '`,
  `" LABEL ${CANARY}="1`,
  '"double" \'single\' \\ \\n \\" \\\\ \\u0041',
  `' OR '1'='1' -- /* */`,
  '{{.Config.Env}} {{7*7}} <script>alert(1)</script> &amp; %00 %0a',
  'line\u2028separator\u2029paragraph\u00a0space\ufeffmark',
  'e\u0301 \u00e9 \u{1f980}\u200d\u{1f525} \u202eltr\u202c \u200f \u0130 \u1e9e',
  '__proto__',
  'constructor',
  'null',
  '-1e999',
  '../../../etc/passwd',
  '\u{10ffff}\ufffd\ue000',
];

/** The same where lines are welcome. */
export const NASTY_PROSE: readonly string[] = [
  ...NASTY_LINES,
  `first\nRUN touch ${CANARY_FILE}\nLABEL ${CANARY}=1\nENV ${CANARY}=1`,
  `x"\nLABEL "${CANARY}"="1"\nCMD ["touch", "${CANARY_FILE}"]\n#`,
  '\n\n\r\n\ttabs and\r returns \\\nand a last line\n',
];

/** The same where any text is: variables, labels, words of a command. */
export const NASTY_TEXTS: readonly string[] = [
  ...NASTY_PROSE,
  '\u0001\u0007\u001b[31mred\u001b[0m\u007f\u0085',
  '=a=b=',
  '',
  ' ',
];

/** Any text that can be written down in UTF-8, without what is refused. */
export function anyText(refused: RegExp, maxLength = 60): Arbitrary<string> {
  return fc
    .string({ unit: 'binary', minLength: 1, maxLength })
    .map((text) => text.replace(refused, '-'))
    .filter((text) => text !== '');
}

/** What nobody should put into a path, as it goes over the wire. */
export const hostileSegment: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '..%2f..%2fetc%2fpasswd',
    '..',
    '.',
    '%2e%2e',
    '%00',
    'a%00b',
    'a%2fb',
    'a%5cb',
    'web%0d%0aX-Injected:%201',
    'UPPER',
    'x'.repeat(5000),
    '%F0%9F%A6%80',
    '%u0041',
    '%',
    '%zz',
    '%c0%ae%c0%ae',
    '%60id%60',
    '$(id)',
    '%24%7BX%7D',
    ';id',
    "'%20OR%20'1'='1",
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'latest',
    'create',
    'null',
    'undefined',
    'NaN',
    '-1',
    '1e309',
    '*',
    '%20',
    'a..b',
    'web.next',
    'vps-web',
    'holdfast%2Fweb:latest',
  ),
  fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }).map((text) => encodeURIComponent(text)),
);

const wrongValue: Arbitrary<string> = fc.oneof(
  fc.json(),
  fc.constantFrom(
    '1e400',
    '-0',
    '9007199254740993',
    `"${'x'.repeat(5000)}"`,
    `${'['.repeat(3000)}${']'.repeat(3000)}`,
    `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`,
    '"\\ud800"',
    '"\\u0000"',
    '{"__proto__": {"admin": true}}',
    '{"toString": 1, "valueOf": 2, "length": -1}',
  ),
);

/** JSON with at least one field that no call takes, so that all of it is refused, whatever else it holds. */
export const hostileJson: Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('__proto__', 'constructor', 'prototype', 'no_such_field', '', '$where', 'toString'),
    wrongValue,
    fc.constantFrom('message', 'name', 'snapshot', 'image', 'container', 'pinned', 'snapshot_id', 'task_id'),
    wrongValue,
  )
  .map(([unknown, one, known, other]) => `{"${unknown}": ${one}, "${known}": ${other}, "no_such": 1}`);

/** Bytes that are no JSON object of at most 256 KiB. */
export const hostileBytes: Arbitrary<Buffer> = fc.oneof(
  hostileJson.map((text) => Buffer.from(text)),
  hostileJson.map((text) => Buffer.from(text.slice(0, -1))),
  fc
    .uint8Array({ minLength: 1, maxLength: 200 })
    .map((bytes) => Buffer.concat([Buffer.from('{"a":'), bytes])),
  fc.constantFrom(
    Buffer.from(`{"message": "${'x'.repeat(1024 * 1024)}"}`),
    Buffer.from('{"message": "\xc3\x28"}', 'latin1'),
    Buffer.from('{"message": "\xed\xa0\x80", "no_such": 1}', 'latin1'),
    Buffer.from('\ufeff{"no_such": 1}'),
    Buffer.from('{"no_such": 1}', 'utf16le'),
    Buffer.from('no_such=1&message=x'),
    Buffer.from('[{}]'),
    Buffer.from('[]'.repeat(2)),
  ),
);

/** Header values that Node lets through. */
export const hostileHeader: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'x'.repeat(6000),
    '$(id)',
    '`id`',
    "' OR '1'='1",
    '\u00e9\u00ff',
    '{"a": 1}',
    'wait=-1',
    'wait=1e9',
    'wait=99999999999999999999, respond-async',
    'wait=;;;===,,,',
    '../../etc/passwd',
    'null',
    '__proto__',
  ),
  fc.string({ unit: 'binary-ascii', maxLength: 40 }).map((text) => text.replace(/[^\x20-\x7e\t]/g, '~')),
);
