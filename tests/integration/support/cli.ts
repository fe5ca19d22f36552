import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stack } from '../../support/stack';

const MAIN = join(__dirname, '..', '..', '..', 'dist', 'src', 'cli', 'main.js');

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliRun {
  env?: NodeJS.ProcessEnv;
  /** Called with what stderr has had so far, each time that there is more. */
  onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs the built command as a person's shell would, without a terminal. */
export async function holdfast(
  args: readonly string[],
  { env = {}, onStderr }: CliRun = {},
): Promise<CliResult> {
  return run([process.execPath, MAIN, ...args], '', { HOLDFAST_URL: stack().apiUrl, ...env }, onStderr);
}

/** The same with a terminal of its own, at which `typed` is typed. */
export async function holdfastOnTerminal(args: readonly string[], typed = ''): Promise<CliResult> {
  const command = [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(' ');
  return run(['script', '--quiet', '--return', '--command', command, '/dev/null'], typed, {
    HOLDFAST_URL: stack().apiUrl,
    TERM: 'xterm',
  });
}

/** Runs a program of bash, in which `holdfast` is the built command, and `exec_holdfast` takes the shell's place. */
export async function bash(program: string): Promise<CliResult> {
  const command = `'${process.execPath}' '${MAIN}' "$@"`;
  const define = `holdfast() { ${command}; }; exec_holdfast() { exec ${command}; }`;
  return run(['bash', '-c', `${define}\n${program}`], '', { HOLDFAST_URL: stack().apiUrl });
}

function run(
  [program = '', ...args]: readonly string[],
  typed: string,
  env: NodeJS.ProcessEnv,
  onStderr: CliRun['onStderr'] = () => undefined,
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { PATH: process.env['PATH'], ...env } });
    const result = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (result.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      result.stderr += chunk.toString();
      onStderr(result.stderr, (signal) => child.kill(signal));
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...result }));
    if (typed === '') child.stdin.end();
    else child.stdin.write(typed);
    // `script` passes on the end of its input as the end of the terminal's: only once the program has ended.
    child.on('exit', () => child.stdin.destroy());
    child.stdin.on('error', () => undefined);
  });
}
