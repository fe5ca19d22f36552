import type { z } from 'zod';
import { isSnapshotId, isTaskId, parseOperationId, TASK_ID_RULE } from '../domain/names';
import { Problem, shorten } from './problems';

const MOST_ISSUES = 20;

/**
 * Reads data from outside by a schema.
 *
 * @param where what the data is, for the detail: `body` or `query`
 * @throws Problem `invalid_request` that names every wrong field and what it takes
 */
export function parse<T extends z.ZodType>(schema: T, data: unknown, where: 'body' | 'query'): z.output<T> {
  const result = schema.safeParse(data);
  if (result.success) {
    refuseProto(data, where);
    return result.data;
  }
  const issues = result.error.issues.slice(0, MOST_ISSUES).map((issue) => {
    const path = issue.path.map((part) => shorten(String(part))).join('.');
    return { field: path === '' ? where : path, message: sayIssue(issue) };
  });
  throw new Problem(
    'invalid_request',
    issues.map(({ field, message }) => `${field}: ${message}`).join('; '),
    {
      issues,
    },
  );
}

/** JSON may have a member of this name; where any name is welcome the schema would leave it out without a word. */
function refuseProto(data: unknown, where: string): void {
  for (const left: unknown[] = [data]; left.length > 0;) {
    const value = left.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (Object.hasOwn(value, '__proto__')) {
      throw new Problem('invalid_request', `${where}: must not have a member called '__proto__'`);
    }
    left.push(...(Object.values(value) as unknown[]));
  }
}

function sayIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return `has a wrong name: ${issue.issues.map(sayIssue).join(', ')}`;
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is needed';
  if (issue.code === 'unrecognized_keys') {
    return `has no field ${issue.keys
      .slice(0, MOST_ISSUES)
      .map((key) => `'${shorten(key)}'`)
      .join(', ')}`;
  }
  return issue.message;
}

/** @throws Problem `invalid_request` when the text cannot be a task_id */
export function parseTaskId(text: string): string {
  if (!isTaskId(text)) {
    throw new Problem('invalid_request', `'${shorten(text)}' cannot be a task_id: that is ${TASK_ID_RULE}.`);
  }
  return text;
}

/** @throws Problem `invalid_request` when the text can be neither a snapshot's id nor a unix second */
export function parseSnapshotRef(text: string): string {
  if (!isSnapshotId(text) && !/^\d{9,11}$/.test(text)) {
    throw new Problem(
      'invalid_request',
      `'${shorten(text)}' cannot be a snapshot: that is an id such as 20261125t071200123-k3f9a1, or the unix second of one.`,
    );
  }
  return text;
}

/** @throws Problem `invalid_request` when the text cannot be an operation's id */
export function parseOperationRef(text: string): { id: string; kind: string; taskId: string } {
  const parsed = parseOperationId(text);
  if (parsed === undefined) {
    throw new Problem(
      'invalid_request',
      `'${shorten(text)}' cannot be an operation: its id is kind:task_id:suffix, as the answer to a change gives it.`,
    );
  }
  return { id: text, ...parsed };
}
