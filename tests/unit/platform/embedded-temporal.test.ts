import { embeddedTemporalEnv } from '../../../src/platform/embedded-temporal';
import { temporalConnection } from '../../../src/platform/temporal';
import { embeddedServerArguments } from '../../../src/platform/temporal-server';

describe('the embedded Temporal server', () => {
  const options = { port: 1, uiPort: 2, database: '/d/temporal.db' };

  it('listens on loopback, keeps its data in a file, and loses nothing when it is killed', () => {
    const line = embeddedServerArguments({ ...options, sync: 'normal' }).join(' ');
    expect(line).toContain('--ip 127.0.0.1 --port 1 --ui-port 2 --db-filename /d/temporal.db');
    expect(line).toContain('--sqlite-pragma journal_mode=WAL --sqlite-pragma synchronous=NORMAL');
  });

  it('flushes at each step on request', () => {
    expect(embeddedServerArguments({ ...options, sync: 'full' })).toContain('synchronous=FULL');
  });

  it('is the one that children reach, whatever other servers the environment means', () => {
    const env = embeddedTemporalEnv(
      {
        PATH: '/bin',
        TEMPORAL_RETENTION_DAYS: '7',
        TEMPORAL_API_KEY: 'key',
        TEMPORAL_TLS: 'true',
        TEMPORAL_NAMESPACE: 'elsewhere',
        TEMPORAL_CONFIG_FILE: '/etc/temporal.toml',
      },
      { address: '127.0.0.1:1', uiUrl: 'http://127.0.0.1:2' },
    );
    expect(env).toMatchObject({
      PATH: '/bin',
      TEMPORAL_UI_URL: 'http://127.0.0.1:2',
      TEMPORAL_RETENTION_DAYS: '7',
      TEMPORAL_SET_RETENTION: 'true',
    });
    const { options: connection, namespace } = temporalConnection({ TEMPORAL_ADDRESS: undefined }, env);
    expect(namespace).toBe('default');
    expect(connection.address).toBe('127.0.0.1:1');
    expect(connection.apiKey).toBeUndefined();
    expect(connection.tls).toBeUndefined();
  });

  it('gives way to an address of another Web UI', () => {
    const server = { address: '127.0.0.1:1', uiUrl: 'http://127.0.0.1:2' };
    const env = embeddedTemporalEnv({ TEMPORAL_UI_URL: 'https://ui.example' }, server);
    expect(env['TEMPORAL_UI_URL']).toBe('https://ui.example');
  });
});

describe('the connection to an existing Temporal server', () => {
  it('follows the standard variables', () => {
    const { options, namespace } = temporalConnection(
      { TEMPORAL_ADDRESS: 'temporal.example:7233' },
      { TEMPORAL_NAMESPACE: 'reef', TEMPORAL_API_KEY: 'key', TEMPORAL_CONFIG_FILE: '/nonexistent' },
    );
    expect(namespace).toBe('reef');
    expect(options).toMatchObject({ address: 'temporal.example:7233', apiKey: 'key', tls: true });
  });

  it('takes a variable that is empty for one that is not set', () => {
    const env = { TEMPORAL_ADDRESS: '', TEMPORAL_NAMESPACE: '', TEMPORAL_CONFIG_FILE: '/nonexistent' };
    const { options, namespace } = temporalConnection({ TEMPORAL_ADDRESS: undefined }, env);
    expect([options.address, namespace]).toEqual(['127.0.0.1:7233', 'default']);
  });
});
