#!/usr/bin/env node
import { note, say } from './context';
import { CliError, EXIT } from './exit-codes';
import { createProgram } from './program';

/** `holdfast`: a thin client of the HTTP API. */
async function main(): Promise<void> {
  const program = createProgram();
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    if (error.answer !== undefined && process.argv.includes('--json'))
      say(JSON.stringify(error.answer, null, 2));
    else note(error.message);
    process.exit(error.exitCode);
  }
}

// What reads us may have had enough, as `head` does.
process.stdout.on('error', () => process.exit(EXIT.done));

main().then(
  () => process.exit(),
  (error: unknown) => {
    note(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(EXIT.failed);
  },
);
