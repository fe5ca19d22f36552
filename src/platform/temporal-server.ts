import type { Settings } from './settings';

/** Where an embedded server is to listen and keep its data. */
export interface EmbeddedServer {
  port: number;
  uiPort: number;
  database: string;
  sync: Settings['TEMPORAL_SYNC'];
}

/**
 * What makes the embedded server fast enough to wait for. By default a history shard polls its queues 20 times a
 * second, which puts up to 50 ms between any two steps; docs/architecture.md has the measurements.
 */
const DYNAMIC_CONFIG = {
  'history.transferProcessorMaxPollRPS': 1000,
  'history.timerProcessorMaxPollRPS': 1000,
  'history.visibilityProcessorMaxPollRPS': 1000,
  // Questions to a runner are activities without a workflow, and its heartbeats say that it lives.
  'activity.enableStandalone': true,
  'frontend.WorkerHeartbeatsEnabled': true,
  'frontend.ListWorkersEnabled': true,
};

/** The command line of the embedded server. */
export function embeddedServerArguments(server: EmbeddedServer): string[] {
  const dynamicConfig = Object.entries(DYNAMIC_CONFIG);
  return [
    ['server', 'start-dev', '--headless=false', '--ip', '127.0.0.1'],
    ['--port', String(server.port), '--ui-port', String(server.uiPort)],
    ['--db-filename', server.database, '--namespace', 'default'],
    // A process that is killed loses nothing in either mode; NORMAL may lose the last moments in a power cut.
    ['--sqlite-pragma', 'journal_mode=WAL'],
    ['--sqlite-pragma', `synchronous=${server.sync === 'full' ? 'FULL' : 'NORMAL'}`],
    ['--log-level', 'error', '--log-format', 'json'],
    ...dynamicConfig.map(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
  ].flat();
}
