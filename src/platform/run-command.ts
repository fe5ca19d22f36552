import { spawn } from 'node:child_process';

/** How a command that ran to its end, or to its time limit, came out. */
export interface CommandResult {
  ok: boolean;
  stdout: string;
  /** What went wrong, in one line; empty when it went well. */
  problem: string;
}

/** Runs a command without a shell. Never rejects: what goes wrong is in the result. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { timeoutMs: number; env?: NodeJS.ProcessEnv },
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: options.env ?? process.env,
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', (error) => resolve({ ok: false, stdout, problem: error.message }));
    child.once('close', (code, signal) => {
      const ok = code === 0;
      resolve({ ok, stdout, problem: ok ? '' : problemOf(code, signal) });
    });

    function problemOf(code: number | null, signal: NodeJS.Signals | null): string {
      if (child.killed) return `no end within ${options.timeoutMs / 1000} s`;
      if (signal !== null) return `ended by ${signal}`;
      return lastLine(stderr) ?? lastLine(stdout) ?? `exit code ${code}`;
    }
  });
}

function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1);
}
