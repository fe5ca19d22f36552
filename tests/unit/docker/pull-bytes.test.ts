import { PullBytes } from '../../../src/docker/pull-bytes';

/** As Docker 20.10 tells of a pull. */
const loading = (id: string, current: number, total: number) => ({
  id,
  status: 'Downloading',
  progressDetail: { current, total },
  progress: '[=>  ]',
});

describe('the bytes of a pull', () => {
  it('are those of its layers, as far as the engine has told of them', () => {
    const bytes = new PullBytes();
    for (const event of [
      { status: 'Pulling from library/debian', id: '12' },
      { status: 'Pulling fs layer', progressDetail: {}, id: 'a' },
      loading('a', 10, 100),
      loading('b', 5, 50),
      loading('a', 60, 100),
    ]) {
      bytes.read(event);
    }
    expect([bytes.done, bytes.total]).toEqual([65, 150]);
    expect(bytes.read({ id: 'a', status: 'Download complete', progressDetail: {} })).toBe(true);
    bytes.read({ id: 'a', status: 'Extracting', progressDetail: { current: 3, total: 100 } });
    expect([bytes.done, bytes.total]).toEqual([105, 150]);
  });

  it('are not changed by anything else that comes', () => {
    const bytes = new PullBytes();
    for (const event of [
      null,
      'text',
      {},
      { id: 'a', status: 'Pull complete' },
      { status: 'Digest: sha256' },
    ]) {
      expect(bytes.read(event)).toBe(false);
    }
    expect([bytes.done, bytes.total]).toEqual([0, 0]);
  });
});
