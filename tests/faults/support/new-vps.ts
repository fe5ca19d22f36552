import type { FaultApi } from './fault-api';
import type { FaultStack } from './fault-stack';
import { Random } from './random';
import { creation, newSubject, type Subject, writeFiles } from './slot';

/**
 * Creates a VPS and writes files to it.
 *
 * @param more what its creation asks for beyond the usual
 */
export async function newVps(
  { stack, api }: { stack: FaultStack; api: FaultApi },
  taskId: string,
  more: object = {},
  random = new Random(1),
): Promise<Subject> {
  const body = { ...creation(taskId, stack), ...more };
  const end = await api.perform({ method: 'POST', path: '/api/vps/create', body }, `${taskId}-create`);
  expect(end).toMatchObject({ status: 'succeeded' });
  const subject = await newSubject(taskId, stack);
  await writeFiles(subject, stack, random);
  return subject;
}
