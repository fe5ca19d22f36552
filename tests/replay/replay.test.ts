import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporal } from '@temporalio/proto';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { traceWorker } from '../../src/platform/trace-temporal';
import * as workflows from '../../src/workflows';

const { History } = temporal.api.history.v1;
const FOLDER = join(__dirname, 'histories');
const BUNDLING_MS = 120_000;

interface StoredHistory {
  /** The file's name: workflow type, dash, case. */
  name: string;
  history: temporal.api.history.v1.History;
}

function storedHistories(): StoredHistory[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      name: file.replace(/\.json$/, ''),
      history: History.fromObject(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as object),
    }));
}

function typeOf({ history }: StoredHistory): string {
  return history.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name ?? '';
}

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

describe('the workflows of today', () => {
  const stored = storedHistories();

  it('each have a stored history, under their name', () => {
    const types = stored.map(typeOf);
    expect(Object.keys(workflows).filter((type) => !types.includes(type))).toEqual([]);
    for (const history of stored) expect(history.name.startsWith(`${typeOf(history)}-`)).toBe(true);
  });

  // An execution goes on under a worker of either kind.
  it.each([
    ['with', [require.resolve('../../src/workflows/tracing')]],
    ['without', []],
  ])(
    'decide as they decided when the histories were stored, %s what traces them',
    async (_kind, workflowInterceptorModules) => {
      const logger = new DefaultLogger('ERROR');
      const workflowBundle = await bundleWorkflowCode({
        workflowsPath: require.resolve('../../src/workflows'),
        workflowInterceptorModules,
        // As the build has it: all histories are replayed by the same modules.
        preloadModules: [require.resolve('../../src/workflows'), ...workflowInterceptorModules],
        logger,
      });
      const histories = stored.map(({ name, history }) => ({ workflowId: name, history }));
      const failures: string[] = [];
      let replayed = 0;
      const replays = Worker.runReplayHistories({ workflowBundle, ...traceWorker(undefined) }, histories);
      for await (const { workflowId, error } of replays) {
        replayed += 1;
        if (error !== undefined) failures.push(`${workflowId}: ${error.message}`);
      }
      expect(failures).toEqual([]);
      expect(replayed).toBe(stored.length);
    },
    BUNDLING_MS,
  );
});
