import { loadSettings, SETTINGS, SettingsError } from '../../../src/platform/settings';

describe('the settings', () => {
  it('have the defaults of the table when nothing is set', () => {
    expect(loadSettings({})).toMatchObject({
      AUTO_SNAPSHOT_ON_STOP: true,
      MAX_SNAPSHOTS_PER_VPS: 5,
      HOLDFAST_HOST: '127.0.0.1',
      HOLDFAST_PORT: 8000,
      HOLDFAST_ROLES: ['host', 'runner'],
      TEMPORAL_RETENTION_DAYS: 90,
    });
  });

  it('take an empty variable for one that is not set', () => {
    expect(loadSettings({ HOLDFAST_PORT: '', SHARED_DIR: '' })).toMatchObject({ HOLDFAST_PORT: 8000 });
  });

  it.each([
    ['AUTO_SNAPSHOT_ON_STOP', 'False', false],
    ['AUTO_SNAPSHOT_ON_STOP', '1', true],
    ['MAX_SNAPSHOTS_PER_VPS', '0', 0],
    ['HOLDFAST_PORT_RANGE', '30000-30100', { first: 30_000, last: 30_100 }],
    ['HOLDFAST_BIND_DIRS', '/a:/b', ['/a', '/b']],
    ['HOLDFAST_ROLES', 'runner', ['runner']],
  ])('read %s=%s', (name, text, value) => {
    expect(loadSettings({ [name]: text })).toMatchObject({ [name]: value });
  });

  it.each([
    ['AUTO_SNAPSHOT_ON_STOP', 'maybe'],
    ['MAX_SNAPSHOTS_PER_VPS', '-1'],
    ['MAX_SNAPSHOTS_PER_VPS', '1.5'],
    ['HOLDFAST_PORT', '0'],
    ['HOLDFAST_PORT', '65536'],
    ['HOLDFAST_PORT_RANGE', '30100-30000'],
    ['HOLDFAST_PORT_RANGE', '80-90'],
    ['HOLDFAST_PUBLISH_IP', 'everywhere'],
    ['HOLDFAST_RUNNER', 'GPU 2'],
    ['HOLDFAST_ROLES', 'driver'],
    ['HOLDFAST_TOKEN', 'short'],
    ['SHARED_DIR', 'relative'],
    ['HOLDFAST_HEARTBEAT_SECONDS', '60'],
  ])('refuse %s=%s', (name, text) => {
    expect(() => loadSettings({ [name]: text })).toThrow(SettingsError);
    expect(() => loadSettings({ [name]: text })).toThrow(new RegExp(`^${name} `));
  });

  it('name everything that is wrong at once', () => {
    expect(() => loadSettings({ HOLDFAST_PORT: 'x', TEMPORAL_SYNC: 'y' })).toThrow(
      /HOLDFAST_PORT .*\nTEMPORAL_SYNC /,
    );
  });

  it('each say what they are for', () => {
    for (const { description } of Object.values(SETTINGS)) expect(description).toMatch(/^\S.{10,}\.$/s);
  });
});
