import { z } from 'zod';

/** A text of one line, such as a name or a path: no control characters, not empty. */
export function line(maxLength: number) {
  return z
    .string()
    .min(1, 'must not be empty')
    .max(maxLength, `must have at most ${maxLength} characters`)
    .refine(hasNoControlCharacters, 'must not contain control characters');
}

/** A text that a person wrote: lines and tabs are welcome, other control characters are not. */
export function prose(maxLength: number) {
  return z
    .string()
    .max(maxLength, `must have at most ${maxLength} characters`)
    .refine(
      (text) => hasNoControlCharacters(text.replace(/[\n\r\t]/g, '')),
      'must not contain control characters',
    );
}

/** Words of a command: any text but NUL. */
export function wordList(maxLength: number, maxWords: number) {
  const word = z
    .string()
    .max(maxLength)
    .refine((text) => !text.includes('\0'), 'must not contain NUL');
  return z.array(word).min(1).max(maxWords);
}

/** The arguments of `refine` for a record with a limited number of members. */
export function atMost(count: number): [(members: object) => boolean, string] {
  return [(members) => Object.keys(members).length <= count, `must have at most ${count} members`];
}

function hasNoControlCharacters(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}
