import { createRunnerActivities } from './src/activities/create-activities';
import { runnerSettings } from './src/activities/runner';
import { createInventory } from './src/activities/inventory';
import { createRunnerStatus } from './src/activities/runner-status';
import { createOpenTerminal } from './src/activities/terminal/create-open-terminal';
import { Engine } from './src/docker/engine';
import { OPEN_TERMINAL } from './src/domain/terminal';
import { createLogger } from './src/platform/log';
import { createSealer } from './src/platform/sealing';
import { loadSecretKey } from './src/platform/secret-key';
import { loadSettings } from './src/platform/settings';
import { connectTemporal } from './src/platform/temporal';
import { startTracing } from './src/platform/tracing';
import { runRoles } from './src/platform/worker-roles';
import { NotesKeeper } from './src/reporter/notes-keeper';
import { Records } from './src/reporter/records';
import { Reporter } from './src/reporter/reporter';

/** The workflows, the Docker operations of this machine, or both, as `HOLDFAST_ROLES` says. */
async function main(): Promise<void> {
  const settings = loadSettings();
  const logger = createLogger('worker', settings.HOLDFAST_LOG_LEVEL);
  const tracer = await startTracing(
    settings,
    { service: 'holdfast-worker', attributes: { 'holdfast.runner': settings.HOLDFAST_RUNNER } },
    logger,
  );
  const engine = new Engine(settings.DOCKER_HOST);
  const key = await loadSecretKey(settings);
  const { unseal } = createSealer(key, 'environment');
  const ending = new AbortController();
  const temporal = await connectTemporal(settings);
  const records = new Records(temporal.client, settings.HOLDFAST_RUNNER);
  const reporterEngine = new Engine(settings.DOCKER_HOST);
  const notes = new NotesKeeper({ engine: reporterEngine, records, log: logger });
  const dependencies = { engine, settings, unseal, logger };
  const runnerActivities = {
    ...createRunnerActivities(dependencies),
    inventory: createInventory(dependencies, settings.HOLDFAST_RUNNER),
    keepNotes: ({ task_id }: { task_id: string }) => notes.keep(task_id),
    [OPEN_TERMINAL]: createOpenTerminal(dependencies, {
      settings,
      unseal: createSealer(key, 'terminal').unseal,
      ending: ending.signal,
    }),
    runnerStatus: createRunnerStatus({
      engine,
      diskReserveBytes: runnerSettings(settings).diskReserveBytes,
    }),
  };
  const reporter = new Reporter({
    engine: reporterEngine,
    records,
    notes,
    log: logger,
    intervalMs: settings.HOLDFAST_RECONCILE_SECONDS * 1000,
  });
  const besideRunner = (signal: AbortSignal): Promise<void> => {
    signal.addEventListener('abort', () => ending.abort());
    return reporter.run(signal);
  };
  await runRoles(settings, { distFolder: __dirname, runnerActivities, besideRunner, tracer }, logger);
  await Promise.all([temporal.close(), tracer?.close()]);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
