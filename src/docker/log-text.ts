const FRAME_HEADER = 8;
const MAX_LENGTH = 4096;

/**
 * The text of a container's log for people to read: without Docker's frames, without control characters, the last
 * 4 KB at most.
 */
export function readableLog(raw: Buffer, hasTerminal: boolean): string {
  const text = (hasTerminal ? raw : unframe(raw)).toString('utf8');
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Cc}\[[0-9;?]*[ -/]*[@-~]/gu, '')
    .replace(/[^\P{C}\n\t]/gu, '')
    .trim()
    .slice(-MAX_LENGTH);
}

/** Each frame: its stream, three zero bytes, its length, its bytes. */
function unframe(raw: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at + FRAME_HEADER <= raw.length;) {
    const length = raw.readUInt32BE(at + 4);
    parts.push(raw.subarray(at + FRAME_HEADER, at + FRAME_HEADER + length));
    at += FRAME_HEADER + length;
  }
  return Buffer.concat(parts);
}
