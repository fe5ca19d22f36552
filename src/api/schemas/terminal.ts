import { z } from 'zod';
import { DEFAULT_TERMINAL_SIZE, LARGEST_TERMINAL_SIDE } from '../../domain/terminal';

const message = `must be a whole number from 1 to ${LARGEST_TERMINAL_SIDE}`;
const side = z
  .string()
  .regex(/^\d{1,4}$/, message)
  .transform(Number)
  .refine((count) => count >= 1 && count <= LARGEST_TERMINAL_SIDE, message);

/** The size of a terminal, in characters. */
export const terminalQuery = z.strictObject({
  cols: side.default(DEFAULT_TERMINAL_SIZE.cols),
  rows: side.default(DEFAULT_TERMINAL_SIZE.rows),
});
