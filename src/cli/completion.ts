import { Command, type Option } from 'commander';
import type { ApiClient } from './api-client';
import { contextOf, say } from './context';
import { CliError, EXIT } from './exit-codes';
import type { OperationSummary, Runner, Snapshot, Vps } from './shapes';
import { part } from './commands/path';

/** Asks for what there is in the shell's stead; a person who waits for a Tab waits no longer than this. */
const PATIENCE_MS = 1500;

/** Each asks `holdfast __complete` with the words typed so far, the last of them unfinished. */
const SCRIPTS: { [shell: string]: string } = {
  bash: `_holdfast() {
  local IFS=$'\\n'
  # An operation's id has colons, at which bash would begin a new word.
  local current words
  if declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref -n : -c current -w words
  else
    words=("\${COMP_WORDS[@]:0:COMP_CWORD+1}")
    current="\${COMP_WORDS[COMP_CWORD]}"
  fi
  COMPREPLY=($("\${COMP_WORDS[0]}" __complete -- "\${words[@]:1}" 2>/dev/null))
  if declare -F __ltrim_colon_completions >/dev/null; then __ltrim_colon_completions "$current"; fi
}
complete -o default -F _holdfast holdfast`,
  zsh: `#compdef holdfast
_holdfast() {
  local -a candidates
  candidates=("\${(@f)$("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -- \${candidates:#}
}
compdef _holdfast holdfast`,
  fish: `function __holdfast_complete
  set -l words (commandline -opc) (commandline -ct)
  $words[1] __complete -- $words[2..-1] 2>/dev/null
end
complete -c holdfast -f -a '(__holdfast_complete)'`,
};

export function completionCommand(): Command {
  const shells = Object.keys(SCRIPTS);
  return new Command('completion')
    .description(`print what makes a shell complete this command: ${shells.join(', ')}`)
    .argument('<shell>', shells.join(', '))
    .action((shell: string) => {
      const script = SCRIPTS[shell];
      if (script === undefined)
        throw new CliError(EXIT.usage, `There is completion for ${shells.join(', ')}.`);
      say(script);
    });
}

/** What the scripts call. Prints the candidates for the last word, one a line. */
export function completeCommand(root: Command): Command {
  return new Command('__complete')
    .argument('[words...]')
    .action(async (words: string[], _options, command: Command) => {
      const candidates = await candidatesFor(root, words, () => contextOf(command).api).catch(() => []);
      if (candidates.length > 0) say(candidates.join('\n'));
    });
}

async function candidatesFor(
  root: Command,
  words: readonly string[],
  api: () => ApiClient,
): Promise<string[]> {
  const typed = words.slice(0, -1);
  const last = words.at(-1) ?? '';
  const { command, values, open } = walk(root, typed);
  const isMatch = (candidate: string): boolean => candidate.startsWith(last);
  if (open !== undefined) return (await valuesOf(open, values, api)).filter(isMatch);
  if (last.startsWith('-')) return optionsOf(command).filter(isMatch);
  const commands = command.commands.map((each) => each.name()).filter((name) => !name.startsWith('_'));
  if (commands.length > 0) return [...commands, ...(command === root ? ['help'] : [])].filter(isMatch);
  const argument = command.registeredArguments[values.length];
  return argument === undefined ? [] : (await valuesOf(argument.name(), values, api)).filter(isMatch);
}

/** Where the words lead: the command, the values that it was given, and the option that waits for one. */
function walk(
  root: Command,
  words: readonly string[],
): { command: Command; values: string[]; open?: string } {
  let command = root;
  const values: string[] = [];
  let open: Option | undefined;
  for (const word of words) {
    if (open !== undefined) open = undefined;
    else if (word.startsWith('-')) {
      const option = [...command.options, ...root.options].find(
        ({ short, long }) => short === word || long === word,
      );
      open = option?.required === true ? option : undefined;
    } else {
      const next = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
      if (next === undefined) values.push(word);
      else command = next;
    }
  }
  return { command, values, ...(open !== undefined && { open: open.name() }) };
}

function optionsOf(command: Command): string[] {
  const own = command.options.filter(({ hidden }) => !hidden).flatMap(({ long }) => long ?? []);
  return [...new Set([...own, '--json', '--url', '--token-file', '--help'])];
}

const VPS_STATUSES = ['creating', 'running', 'stopped', 'paused', 'crashed', 'failed', 'missing'];

/** By the name of an argument or of an option. */
async function valuesOf(name: string, given: readonly string[], api: () => ApiClient): Promise<string[]> {
  const ask = async <T>(path: string): Promise<T> => {
    const response = await api().fetch(path, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return (await response.json()) as T;
  };
  switch (name) {
    case 'vps':
      return (await ask<{ vps: Vps[] }>('/api/vps?limit=200')).vps.map(({ task_id }) => task_id);
    case 'snapshot': {
      const path = `/api/vps/snapshots/${part(given[0] ?? '')}`;
      return (await ask<{ snapshots: Snapshot[] }>(path)).snapshots.map(({ id }) => id);
    }
    case 'operation':
      return (await ask<{ operations: OperationSummary[] }>('/api/operations')).operations.map(
        ({ id }) => id,
      );
    case 'runner':
      return (await ask<{ runners: Runner[] }>('/api/runners')).runners.map((runner) => runner.name);
    case 'shell':
      return Object.keys(SCRIPTS);
    case 'snapshots':
      return ['delete', 'keep'];
    case 'auto-snapshot':
      return ['on', 'off', 'default'];
    case 'status':
      return VPS_STATUSES;
    default:
      return [];
  }
}
