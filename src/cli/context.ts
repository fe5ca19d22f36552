import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { ApiClient } from './api-client';
import { CliError, EXIT, type ExitCode } from './exit-codes';

const DEFAULT_URL = 'http://127.0.0.1:8000';
const DEFAULT_PATIENCE_SECONDS = 15;

/** The options that every command takes. */
export interface GlobalOptions {
  url?: string;
  tokenFile?: string;
  json?: boolean;
  patience?: string;
}

/** What a command works with. */
export interface Context {
  api: ApiClient;
  json: boolean;
  /** Prints the API's answer as it is, or what a person would read of it. */
  print: (answer: unknown, text: () => string) => void;
}

export function contextOf(command: Command): Context {
  const options = command.optsWithGlobals<GlobalOptions>();
  const json = options.json === true;
  return {
    api: new ApiClient({
      url: readUrl(options.url ?? (process.env['HOLDFAST_URL'] || DEFAULT_URL)),
      token: readToken(options.tokenFile),
      patience: readPatience(options.patience),
    }),
    json,
    print: (answer, text) => say(json ? JSON.stringify(answer, null, 2) : text()),
  };
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** For people, beside what a script reads. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Ends the command with this code once it is through. */
export function exitWith(code: ExitCode): void {
  process.exitCode = code;
}

function readUrl(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text.replace(/\/*$/, '/');
  throw new CliError(EXIT.usage, `'${text}' is no address of an API, such as ${DEFAULT_URL}.`);
}

/** Never an argument: those show in every list of processes. */
function readToken(file: string | undefined): string | undefined {
  if (file === undefined) return process.env['HOLDFAST_TOKEN']?.trim() || undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new CliError(
      EXIT.usage,
      `The token cannot be read: ${error instanceof Error ? error.message : ''}`,
    );
  }
}

function readPatience(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PATIENCE_SECONDS;
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new CliError(EXIT.usage, `--patience takes seconds, not '${text}'.`);
}
