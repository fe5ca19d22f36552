import { createInterface } from 'node:readline/promises';
import { CliError, EXIT } from './exit-codes';

/** Asks before something is lost. Where nobody can be asked, `--yes` has to say it. */
export async function confirm(consequence: string, isConfirmed: boolean | undefined): Promise<void> {
  if (isConfirmed === true) return;
  if (!process.stdin.isTTY) throw new CliError(EXIT.usage, `${consequence} Say --yes to go on.`);
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const cancelled = new AbortController();
  prompt.once('SIGINT', () => cancelled.abort());
  prompt.once('close', () => cancelled.abort());
  try {
    const answer = await prompt.question(`${consequence} Go on? [y/N] `, { signal: cancelled.signal });
    if (/^y(es)?$/i.test(answer.trim())) return;
  } catch (error) {
    if (!cancelled.signal.aborted) throw error;
    throw new CliError(EXIT.interrupted, '\nNothing was done.');
  } finally {
    prompt.close();
  }
  throw new CliError(EXIT.failed, 'Nothing was done.');
}
