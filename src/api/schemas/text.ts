import { z } from 'zod';

/** A text of one line, such as a name or a path: no control characters, not empty. */
export function line(maxLength: number) {
  return z
    .string()
    .min(1, 'must not be empty')
    .max(maxLength, `must have at most ${maxLength} characters`)
    .refine(hasNoControlCharacters, 'must not contain control characters')
    .refine(isWellFormed, 'must be valid Unicode');
}

/** A text that a person wrote: lines and tabs are welcome, other control characters are not. */
export function prose(maxLength: number) {
  return z
    .string()
    .max(maxLength, `must have at most ${maxLength} characters`)
    .refine(
      (text) => hasNoControlCharacters(text.replace(/[\n\r\t]/g, '')),
      'must not contain control characters',
    )
    .refine(isWellFormed, 'must be valid Unicode');
}

/** Words of a command: any text but NUL. */
export function wordList(maxLength: number, maxWords: number) {
  return z.array(anyText(maxLength)).min(1).max(maxWords);
}

/** Any text that Docker can be given: in UTF-8, and without NUL, where it would end. */
export function anyText(maxLength: number) {
  return z
    .string({ error: 'must be a string' })
    .max(maxLength)
    .refine((text) => !text.includes('\0'), 'must not contain NUL')
    .refine(isWellFormed, 'must be valid Unicode');
}

/** The arguments of `refine` for a record with a limited number of members. */
export function atMost(count: number): [(members: object) => boolean, string] {
  return [(members) => Object.keys(members).length <= count, `must have at most ${count} members`];
}

function hasNoControlCharacters(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}

/** Half a surrogate pair is legal JSON, but has no UTF-8: it would be kept as another character. */
function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}
