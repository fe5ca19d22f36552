/**
 * Operations that this API has reported as ended while their VPS's record may not tell of them yet: the entity writes
 * them down a moment after the operation's own end. A read of the record that follows the answer waits for it, so that
 * whoever has changed a VPS sees the change. Another API process knows nothing of them: a client that asks a different
 * one with its next request may see the record of a moment before.
 */
export class Unsettled {
  /** By VPS, the operation that was reported last: the entity ends them in order. */
  private readonly last = new Map<string, string>();

  note(taskId: string, operationId: string): void {
    this.last.set(taskId, operationId);
  }

  /** The operation that the record must tell of; undefined when nothing is missing. */
  of(taskId: string): string | undefined {
    return this.last.get(taskId);
  }

  /** The record tells of it, or is not waited for any longer. */
  forget(taskId: string, operationId: string): void {
    if (this.last.get(taskId) === operationId) this.last.delete(taskId);
  }
}
