import { bodyForCommit, bodyForExport, configDifferences } from '../../../src/activities/flatten-config';

const marks = { 'holdfast.task_id': 'web', 'holdfast.flattened_by': 'restart:web:0123456789' };

describe('the containers that a snapshot is flattened with', () => {
  it('get no volume for what the image declares as one, and no working directory', () => {
    const Config = { Volumes: { '/data': {}, '/data/': {}, var: {} }, WorkingDir: '/srv', Cmd: ['a'] };
    const image = { Id: 'sha256:deep', RepoTags: null, Size: 1, RootFS: {}, Config };
    expect(bodyForExport(image, marks)).toMatchObject({
      Image: 'sha256:deep',
      WorkingDir: '/',
      Labels: marks,
      HostConfig: {
        Mounts: [
          { Type: 'tmpfs', Target: '/data' },
          { Type: 'tmpfs', Target: '/var' },
        ],
      },
    });
  });

  it('leave everything of the configuration to the commit', () => {
    expect(Object.keys(bodyForCommit('sha256:flat', marks)).sort()).toEqual([
      'Cmd',
      'HostConfig',
      'Image',
      'Labels',
    ]);
  });
});

describe('the configuration of a flattened image', () => {
  const config = {
    Cmd: ['sh'],
    Env: ['A=1'],
    Labels: { old: '1' },
    Healthcheck: { Test: ['CMD', 'x'], Retries: 3 },
  };
  const labels = { old: '1', ...marks };

  it('is the same when nothing but the form of what is empty differs', () => {
    const found = {
      ...config,
      Labels: { ...marks, old: '1' },
      Healthcheck: { Retries: 3, Test: ['CMD', 'x'] },
      Volumes: null,
      Entrypoint: [],
      User: '',
      Tty: false,
    };
    expect(configDifferences(config, found, labels)).toEqual([]);
  });

  it('is said to differ by the names of what differs, never by their values', () => {
    const found = { ...config, Env: ['A=secret'], Labels: marks, User: 'root' };
    expect(configDifferences(config, found, labels)).toEqual(['Env', 'Labels', 'User']);
    expect(configDifferences(config, null, labels)).toContain('Cmd');
  });
});
