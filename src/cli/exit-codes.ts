/** How the command ends, for scripts. Codes never change their meaning. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  unreachable: 5,
  goesOn: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The code for an answer of the API that is an error. */
export function exitCodeOf(status: number): ExitCode {
  if (status === 404) return EXIT.notFound;
  if (status === 401 || status === 403) return EXIT.refused;
  if (status === 400 || status === 405) return EXIT.usage;
  return status === 503 || status === 504 ? EXIT.unreachable : EXIT.failed;
}

/** Ends the command with a word to the person and a code for the script. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    readonly exitCode: ExitCode,
    message: string,
    /** The API's own answer, for `--json`. */
    readonly answer?: unknown,
  ) {
    super(message);
  }
}
