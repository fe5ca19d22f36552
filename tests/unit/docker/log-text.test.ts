import { readableLog } from '../../../src/docker/log-text';

function frame(stream: number, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

describe('the log of a container, as people read it', () => {
  it('has the lines of both streams, without frames', () => {
    expect(readableLog(Buffer.concat([frame(1, 'out\n'), frame(2, 'err\n')]), false)).toBe('out\nerr');
  });

  it('has neither colours nor control characters', () => {
    expect(readableLog(Buffer.from('\u001b[31mred\u001b[0m\u0007\r\ntab\there\u0000'), true)).toBe(
      'red\ntab\there',
    );
  });

  it('is cut to its end', () => {
    const text = readableLog(Buffer.from(`${'x'.repeat(10_000)}end`), true);
    expect(text).toHaveLength(4096);
    expect(text.endsWith('end')).toBe(true);
  });

  it('survives a frame that was cut off', () => {
    expect(readableLog(frame(1, 'whole\n').subarray(0, 10), false)).toBe('wh');
  });
});
