import { CliError, EXIT } from '../exit-codes';

/** What a person typed, as one part of a path. What is no part of one would name something else: all, or one above. */
export function part(text: string): string {
  if (/^\.{0,2}$/.test(text)) throw new CliError(EXIT.usage, `'${text}' names nothing.`);
  return encodeURIComponent(text);
}
