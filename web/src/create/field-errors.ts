import { ApiError } from '../api/client';

/** What the API says of each field, by the field's first name: `ports.0.host_port` is shown at `ports`. */
export function fieldErrors(error: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  if (!(error instanceof ApiError)) return found;
  for (const { field, message } of error.issues) {
    const [name = '', ...rest] = field.split('.');
    const place = rest.length === 0 ? '' : `${rest.map(sayPart).join(' ')}: `;
    found[name] = [found[name], `${place}${message}`].filter(Boolean).join('; ');
  }
  const byCode = FIELD_OF_CODE[error.code];
  if (byCode !== undefined && found[byCode] === undefined) found[byCode] = error.detail;
  return found;
}

/** Errors that are about one field, although the API does not name it. */
const FIELD_OF_CODE: Record<string, string> = {
  task_id_in_use: 'task_id',
  container_name_in_use: 'task_id',
  image_not_found: 'image',
  runner_unknown: 'runner',
  no_runner: 'runner',
  bind_not_allowed: 'mounts',
  container_not_found: 'container',
  container_already_managed: 'container',
};

function sayPart(part: string): string {
  return /^\d+$/.test(part) ? `number ${Number(part) + 1}` : part;
}
