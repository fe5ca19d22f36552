import type { z } from 'zod';

/** Whether each of the two can stand for the other. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/**
 * Ties a schema of an answer to the type that the code makes the answer by: when the one gets a member that the other
 * lacks, this does not compile.
 */
export function exactly<View>() {
  return <S extends z.ZodType>(schema: S & (Same<z.output<S>, View> extends true ? unknown : never)): S =>
    schema;
}
