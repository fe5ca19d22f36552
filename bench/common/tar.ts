/** One member of a tar archive. */
export type TarEntry =
  | { type: 'file'; path: string; content: Buffer; mode: number }
  | { type: 'directory'; path: string; mode: number }
  | { type: 'symlink'; path: string; target: string };

const BLOCK = 512;
const TYPE_FLAGS = { file: '0', symlink: '2', directory: '5' } as const;
/** Of every member, so that the same entries always make the same bytes. */
const MODIFIED_SECONDS = 1_735_689_600;

/** A ustar archive in memory, owned by root. Paths hold at most 100 bytes. */
export function makeTar(entries: readonly TarEntry[]): Buffer {
  const end = Buffer.alloc(2 * BLOCK);
  return Buffer.concat([...entries.flatMap((entry) => [headerOf(entry), paddedContentOf(entry)]), end]);
}

function headerOf(entry: TarEntry): Buffer {
  if (Buffer.byteLength(entry.path) > 100)
    throw new RangeError(`the path is too long for a tar: ${entry.path}`);
  const header = Buffer.alloc(BLOCK);
  header.write(entry.path, 0);
  header.write(octal(entry.type === 'symlink' ? 0o777 : entry.mode, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(entry.type === 'file' ? entry.content.length : 0, 12), 124);
  header.write(octal(MODIFIED_SECONDS, 12), 136);
  header.write(' '.repeat(8), 148);
  header.write(TYPE_FLAGS[entry.type], 156);
  if (entry.type === 'symlink') header.write(entry.target, 157);
  header.write('ustar\0' + '00', 257);
  // The sum counts its own field as blanks.
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 7)}\0 `.slice(0, 8), 148);
  return header;
}

function paddedContentOf(entry: TarEntry): Buffer {
  if (entry.type !== 'file') return Buffer.alloc(0);
  const padding = (BLOCK - (entry.content.length % BLOCK)) % BLOCK;
  return Buffer.concat([entry.content, Buffer.alloc(padding)]);
}

/** Digits that fill a field but for its closing NUL. */
function octal(value: number, width: number): string {
  return value.toString(8).padStart(width - 1, '0');
}
