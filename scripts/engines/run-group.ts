import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';

export interface GroupOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  stdio: StdioOptions;
  /** Ends the command and all that it has started: asked first, and killed when it has not ended after a while. */
  stop: AbortSignal;
}

/** Until then a test run has ended its stack. */
const PATIENCE_MS = 150_000;

/**
 * Runs a command in a process group of its own, which Ctrl-C does not reach, and waits for its end.
 *
 * @returns its exit code; null when a signal ended it
 */
export function runGroup(
  command: string,
  args: readonly string[],
  { stop, ...options }: GroupOptions,
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, detached: true });
    let patience: NodeJS.Timeout | undefined;
    const end = (): void => {
      signalGroup(child, 'SIGINT');
      patience = setTimeout(() => signalGroup(child, 'SIGKILL'), PATIENCE_MS);
    };
    child.once('error', reject).once('exit', (code) => {
      clearTimeout(patience);
      stop.removeEventListener('abort', end);
      // What the command has left behind in its group would go on writing.
      if (stop.aborted) signalGroup(child, 'SIGKILL');
      resolve(code);
    });
    if (stop.aborted) end();
    else stop.addEventListener('abort', end, { once: true });
  });
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}
