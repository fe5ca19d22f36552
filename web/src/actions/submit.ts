import { ApiError, call, newKey } from '../api/client';
import type { ActionRequest } from './requests';

export interface Ticket {
  operation_id: string;
  task_id: string;
}

const ATTEMPTS = 4;
const PAUSE_MS = 700;

/**
 * Hands an operation over and returns as soon as it is accepted. A request whose answer got lost is sent again under
 * the same Idempotency-Key: it is done once.
 *
 * @throws ApiError
 */
export async function submit({ method, path, body }: ActionRequest): Promise<Ticket> {
  const headers = { 'Idempotency-Key': newKey(), Prefer: 'respond-async' };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call<Ticket>(path, { method, headers, ...(body && { body }) });
    } catch (error) {
      const mayBeLost =
        error instanceof ApiError && (error.status === 0 || error.code === 'temporal_unreachable');
      if (!mayBeLost || attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
    }
  }
}
