import { dirname } from 'node:path';
import { formatLogLine } from './src/platform/log-format';
import { loadSettings } from './src/platform/settings';
import { reportStackReady } from './src/platform/report-ready';
import { onShutdownRequest } from './src/platform/shutdown-request';
import { startStack } from './src/platform/stack';
import { welcome } from './src/platform/welcome';

const giveUp = new AbortController();
const kill = new AbortController();
const asked = new Promise<string>((resolve) => onShutdownRequest(resolve, killAtSecondRequest));

/** Runs all of Holdfast in the foreground until it is asked to end. */
async function main(): Promise<void> {
  void asked.then(() => giveUp.abort());
  const stack = await startStack({
    settings: loadSettings(),
    env: process.env,
    projectRoot: dirname(__dirname),
    say,
    onLogLine: (source, line) => console.log(formatLogLine(source, line)),
    giveUp: giveUp.signal,
    kill: kill.signal,
  });
  console.log(welcome(stack, performance.now() / 1000));
  reportStackReady(stack);
  say(`ending (${await asked}); once more kills`);
  await stack.stop().catch((error: unknown) => fail('Holdfast did not end cleanly.', error));
  say('ended');
}

function killAtSecondRequest(): void {
  say('killing');
  kill.abort();
  process.exit(130);
}

function say(line: string): void {
  console.log(formatLogLine('start', line));
}

function fail(what: string, error: unknown): never {
  console.error(`\n${what}\n${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    // Whoever ends a start that is under way has not asked for its reasons.
    if (giveUp.signal.aborted) process.exit(0);
    fail('Holdfast did not start.', error);
  },
);
