import { createHash, type Hash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

const BLOCK = 512;
const NAME = { at: 0, end: 100 };
const SIZE = { at: 124, end: 136 };
const MTIME = { at: 136, end: 148 };
const CHECKSUM = { at: 148, end: 156 };
const TYPE = 156;
const PREFIX = { at: 345, end: 500 };
/** Headers that describe the entry after them: of PAX, and GNU's long names. */
const EXTENSIONS = new Set(['x', 'g', 'L', 'K']);
const PAX = 'x';
/** Longer than any that an engine writes; they are kept in memory. */
const MAX_EXTENSION_BYTES = 16 * 1024 * 1024;
const MODULUS = 1n << 256n;

/** What a tree of files comes to. Two archives of the same tree have the same summary, in whatever order. */
export interface TreeSummary {
  entries: number;
  /** Of all files. */
  bytes: number;
  /** Of every entry's name, metadata and content. */
  sum: string;
}

/** The archive ends before its end, or is none. */
export class BrokenArchiveError extends Error {
  override readonly name = 'BrokenArchiveError';
}

export interface TarDigestOptions {
  /** Entries that do not count, without slashes at either end. */
  ignored?: ReadonlySet<string>;
  /** Directories whose time does not count. */
  timeless?: ReadonlySet<string>;
}

/**
 * Passes a tar archive on as it is and sums it up on the way; {@link TarDigest.summary} has the result when all has
 * passed. An archive that breaks off is an error, also when its stream ends well: an engine that fails half-way through
 * an export ends the answer as if it were complete.
 */
export class TarDigest extends Transform {
  /** `performance.now()` when something last came through. */
  movedAt = performance.now();
  /** Bytes of files that have come through so far. */
  get bytesRead(): number {
    return this.total.bytes - this.content;
  }
  private readonly block = Buffer.alloc(BLOCK);
  private filled = 0;
  private readonly total = { entries: 0, bytes: 0, sum: 0n };
  private hash: Hash | undefined;
  /** Of the entry at hand: bytes of content, then of padding, that are still to come. */
  private content = 0;
  private padding = 0;
  private extension: Buffer[] | undefined;
  private paxSize: number | undefined;
  private isIgnored = false;
  private isLastHeader = false;
  private zeroBlocks = 0;

  constructor(private readonly options: TarDigestOptions = {}) {
    super();
  }

  /** Of the whole archive. */
  summary(): TreeSummary {
    const { entries, bytes, sum } = this.total;
    return { entries, bytes, sum: sum.toString(16) };
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.movedAt = performance.now();
    try {
      this.digest(chunk);
      done(null, chunk);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  override _flush(done: TransformCallback): void {
    const isComplete = this.zeroBlocks >= 2 && this.filled === 0;
    done(isComplete ? null : new BrokenArchiveError('The archive breaks off.'));
  }

  private digest(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      if (this.content > 0) at += this.readContent(chunk.subarray(at, at + this.content));
      else if (this.padding > 0) {
        const skipped = Math.min(this.padding, chunk.length - at);
        this.padding -= skipped;
        at += skipped;
      } else at += this.fillBlock(chunk, at);
    }
  }

  private readContent(bytes: Buffer): number {
    this.hash?.update(bytes);
    this.extension?.push(Buffer.from(bytes));
    this.content -= bytes.length;
    if (this.content === 0) this.endEntry();
    return bytes.length;
  }

  private fillBlock(chunk: Buffer, at: number): number {
    const copied = chunk.copy(this.block, this.filled, at, at + BLOCK - this.filled);
    this.filled += copied;
    if (this.filled === BLOCK) {
      this.filled = 0;
      this.beginEntry(this.block);
    }
    return copied;
  }

  private beginEntry(header: Buffer): void {
    if (header.every((byte) => byte === 0)) {
      this.zeroBlocks += 1;
      return;
    }
    if (this.zeroBlocks > 0 || !isHeader(header)) throw new BrokenArchiveError('This is no tar archive.');
    const type = String.fromCharCode(header[TYPE] ?? 0);
    const isExtension = EXTENSIONS.has(type);
    const size = (isExtension ? undefined : this.paxSize) ?? numberOf(header, SIZE);
    if (!Number.isSafeInteger(size) || size < 0 || (isExtension && size > MAX_EXTENSION_BYTES)) {
      throw new BrokenArchiveError('An entry of the archive has no sensible size.');
    }
    this.hash ??= createHash('sha256');
    this.hash.update(isExtension ? header : this.comparable(header));
    if (isExtension) this.extension = type === PAX ? [] : undefined;
    else {
      this.total.entries += this.isIgnored ? 0 : 1;
      this.total.bytes += this.isIgnored ? 0 : size;
      this.paxSize = undefined;
    }
    this.isLastHeader = !isExtension;
    this.content = size;
    this.padding = (BLOCK - (size % BLOCK)) % BLOCK;
    if (size === 0) this.endEntry();
  }

  private endEntry(): void {
    if (this.extension !== undefined) {
      this.paxSize = paxSizeOf(Buffer.concat(this.extension)) ?? this.paxSize;
      this.extension = undefined;
    }
    if (!this.isLastHeader || this.hash === undefined) return;
    const digest = BigInt(`0x${this.hash.digest('hex')}`);
    if (!this.isIgnored) this.total.sum = (this.total.sum + digest) % MODULUS;
    this.hash = undefined;
  }

  /** The header without what may differ, and notes whether the entry counts. */
  private comparable(header: Buffer): Buffer {
    const path = pathOf(header);
    this.isIgnored = this.options.ignored?.has(path) ?? false;
    if (!this.options.timeless?.has(path)) return header;
    const copy = Buffer.from(header);
    copy.fill(0, MTIME.at, MTIME.end);
    copy.fill(0, CHECKSUM.at, CHECKSUM.end);
    return copy;
  }
}

/** Without slashes at either end; a long name is cut off. */
function pathOf(header: Buffer): string {
  const prefix = textOf(header, PREFIX);
  const name = textOf(header, NAME);
  const path = prefix === '' ? name : `${prefix}/${name}`;
  return path.replace(/^\.?\/+|\/+$/g, '').replace(/^\.$/, '');
}

function isHeader(header: Buffer): boolean {
  let sum = 0;
  for (const [at, byte] of header.entries()) sum += at >= CHECKSUM.at && at < CHECKSUM.end ? 0x20 : byte;
  return sum === numberOf(header, CHECKSUM);
}

/** Octal digits, or with its highest bit set, a big-endian number. */
function numberOf(header: Buffer, { at, end }: { at: number; end: number }): number {
  const isBinary = ((header[at] ?? 0) & 0x80) !== 0;
  if (isBinary) return header.subarray(at + 1, end).reduce((value, byte) => value * 256 + byte, 0);
  const digits = textOf(header, { at, end }).trim();
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function textOf(header: Buffer, { at, end }: { at: number; end: number }): string {
  const field = header.subarray(at, end);
  const zero = field.indexOf(0);
  return field.subarray(0, zero < 0 ? field.length : zero).toString('latin1');
}

/** Each record is its own length, a space, `key=value`, and a line feed. */
function paxSizeOf(records: Buffer): number | undefined {
  for (let at = 0; at < records.length;) {
    const space = records.indexOf(' ', at);
    const length = Number(records.subarray(at, Math.max(at, space)).toString('latin1'));
    if (space < 0 || !Number.isInteger(length) || length <= 0) throw new BrokenArchiveError('A bad record.');
    const record = records.subarray(space + 1, at + length - 1).toString('latin1');
    if (record.startsWith('size=')) return Number(record.slice('size='.length));
    at += length;
  }
  return undefined;
}
