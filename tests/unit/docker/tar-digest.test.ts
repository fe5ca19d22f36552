import { pipeline } from 'node:stream/promises';
import { BrokenArchiveError, TarDigest, type TarDigestOptions } from '../../../src/docker/tar-digest';
import { type TarEntry, tarOf } from '../../support/tar';

async function summaryOf(
  archive: Buffer,
  { pieces = 100, ...options }: TarDigestOptions & { pieces?: number } = {},
) {
  const digest = new TarDigest(options);
  const passed: Buffer[] = [];
  const chunks = Array.from({ length: Math.ceil(archive.length / pieces) }, (_, i) =>
    archive.subarray(i * pieces, (i + 1) * pieces),
  );
  await pipeline(chunks, digest, async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) passed.push(chunk);
  });
  expect(Buffer.concat(passed).equals(archive)).toBe(true);
  return digest.summary();
}

const link: TarEntry = { name: 'b', type: '2', linkname: 'a' };
const file: TarEntry = { name: 'a', content: 'hello' };
const capable: TarEntry = {
  name: 'c',
  content: 'x'.repeat(3000),
  pax: { 'SCHILY.xattr.security.capability': 'v' },
};

describe('the sum of a tar archive', () => {
  it('counts entries and bytes, and passes every byte on, in whatever pieces', async () => {
    const archive = tarOf([file, link, capable]);
    const whole = await summaryOf(archive, { pieces: archive.length });
    expect(whole).toMatchObject({ entries: 3, bytes: 3005 });
    for (const pieces of [1, 511, 512, 513]) expect(await summaryOf(archive, { pieces })).toEqual(whole);
  });

  it('does not depend on the order', async () => {
    expect(await summaryOf(tarOf([capable, file, link]))).toEqual(
      await summaryOf(tarOf([file, link, capable])),
    );
  });

  it.each<[string, TarEntry]>([
    ['content', { ...capable, content: 'y'.repeat(3000) }],
    ['name', { ...capable, name: 'd' }],
    ['mode', { ...capable, mode: 0o4755 }],
    ['time', { ...capable, mtime: 1 }],
    ['extended attribute', { ...capable, pax: { 'SCHILY.xattr.security.capability': 'w' } }],
    ['lack of it', { name: 'c', content: 'x'.repeat(3000) }],
  ])('changes with the %s of an entry', async (_what, changed) => {
    expect((await summaryOf(tarOf([changed]))).sum).not.toBe((await summaryOf(tarOf([capable]))).sum);
  });

  it('leaves out what is to be ignored, and the times of what is timeless', async () => {
    const options = { ignored: new Set(['etc/hosts']), timeless: new Set(['', 'etc']) };
    const tree = (mtime: number, hosts: string): Buffer =>
      tarOf([
        { name: './', type: '5', mtime },
        { name: 'etc/', type: '5', mtime },
        { name: 'etc/hosts', content: hosts },
        file,
      ]);
    const summary = await summaryOf(tree(1, 'one'), options);
    expect(summary).toMatchObject({ entries: 3, bytes: 5 });
    expect(await summaryOf(tree(2, 'another'), options)).toEqual(summary);
  });

  it('takes the size of a huge file from where it is', async () => {
    const archive = tarOf([{ name: 'huge', pax: { size: '5' } }]);
    const content = Buffer.alloc(512);
    content.write('hello');
    const huge = Buffer.concat([archive.subarray(0, -1024), content, Buffer.alloc(1024)]);
    expect(await summaryOf(huge)).toMatchObject({ entries: 1, bytes: 5 });
  });

  it('refuses an archive that breaks off, and what is none', async () => {
    const archive = tarOf([file, capable]);
    for (const length of [archive.length - 1024, 700, 512, 0]) {
      await expect(summaryOf(archive.subarray(0, length))).rejects.toThrow(BrokenArchiveError);
    }
    const withError = Buffer.concat([archive.subarray(0, 1024), Buffer.from('{"message":"it failed"}\n')]);
    await expect(summaryOf(withError)).rejects.toThrow(BrokenArchiveError);
    await expect(summaryOf(Buffer.alloc(2048, 'a'))).rejects.toThrow(BrokenArchiveError);
  });
});
