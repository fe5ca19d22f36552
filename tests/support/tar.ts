const BLOCK = 512;

/** One member of a tar archive. */
export interface TarEntry {
  name: string;
  content?: string;
  /** `0` a file, `5` a directory, `2` a symbolic link. */
  type?: string;
  mode?: number;
  mtime?: number;
  linkname?: string;
  /** Such as an extended attribute. */
  pax?: Record<string, Buffer | string>;
}

/** A whole archive, with its end. */
export function tarOf(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.map(entryOf), Buffer.alloc(2 * BLOCK)]);
}

function entryOf({ pax, content = '', ...entry }: TarEntry): Buffer {
  const body = Buffer.from(content);
  const records = Buffer.concat(Object.entries(pax ?? {}).map(([key, value]) => recordOf(key, value)));
  const extension =
    records.length === 0 ? [] : [headerOf({ name: 'pax', type: 'x' }, records.length), padded(records)];
  return Buffer.concat([...extension, headerOf(entry, body.length), padded(body)]);
}

function headerOf(entry: TarEntry, size: number): Buffer {
  const { name, type = '0', mode = 0o644, mtime = 1_000_000_000, linkname = '' } = entry;
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number) =>
    header.write(value.toString(8).padStart(length - 1, '0'), at);
  header.write(name, 0);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(mtime, 136, 12);
  header.fill(' ', 148, 156);
  header.write(type, 156);
  header.write(linkname, 157);
  header.write('ustar\u000000', 257);
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    148,
    8,
  );
  return header;
}

/** Each record begins with its own length. */
function recordOf(key: string, value: Buffer | string): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')]);
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function padded(body: Buffer): Buffer {
  return Buffer.concat([body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)]);
}
