import { Command, type CommanderError } from 'commander';
import { eventsCommand } from './commands/events';
import { operationCommand } from './commands/operation';
import { runnerCommand } from './commands/runner';
import { snapshotCommand } from './commands/snapshot';
import { restartCommand, vpsCommand } from './commands/vps';
import { completeCommand, completionCommand } from './completion';
import { EXIT } from './exit-codes';

const HELP = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 refused, 5 the API or Temporal is away, 6 still going on,
130 interrupted. HOLDFAST_URL names the API, HOLDFAST_TOKEN is the token. More: docs/cli.md`;

export function createProgram(): Command {
  const program = new Command('holdfast')
    .description('Durable snapshots, rotation and restarts for Docker VPSs')
    .addHelpText('after', HELP);
  program.addCommand(vpsCommand());
  program.addCommand(snapshotCommand());
  program.addCommand(restartCommand());
  program.addCommand(operationCommand());
  program.addCommand(runnerCommand());
  program.addCommand(eventsCommand());
  program.addCommand(completionCommand());
  program.addCommand(completeCommand(program), { hidden: true });
  takeGlobalOptionsEverywhere(program);
  return program;
}

/** `holdfast --json vps list` and `holdfast vps list --json` are the same. */
function takeGlobalOptionsEverywhere(command: Command): void {
  command
    .option('--json', "print the API's answers as they are")
    .option('--url <url>', 'where the API is (default: HOLDFAST_URL, else http://127.0.0.1:8000)')
    .option('--token-file <file>', 'a file that holds the token (default: HOLDFAST_TOKEN)')
    .option('--patience <seconds>', 'how long to wait for an API that is away (default: 15)')
    .exitOverride(exitAsDocumented)
    .showHelpAfterError('(--help says more)');
  for (const each of command.commands) takeGlobalOptionsEverywhere(each);
}

/** commander's own code for wrong usage is that of a failed operation. */
function exitAsDocumented({ exitCode }: CommanderError): never {
  process.exit(exitCode === 0 ? EXIT.done : EXIT.usage);
}
