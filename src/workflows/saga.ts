import { CancellationScope, CancelledFailure, log, patched } from '@temporalio/workflow';
import { type WayBackFailure, wayBackFailed } from './failure';

/**
 * Steps that undo what an operation has done so far. A compensation is registered before the step that it undoes,
 * since that step may have happened although it failed; so each must be safe when there is nothing to undo.
 *
 * The idea is from the saga of Temporal's samples: https://github.com/temporalio/samples-typescript/tree/main/saga
 */
export class Saga {
  private readonly compensations: { name: string; undo: () => Promise<unknown> }[] = [];

  /** From now on, a failure of the story is answered by this, the last registered first. */
  onFailure(name: string, undo: () => Promise<unknown>): void {
    this.compensations.push({ name, undo });
  }

  /**
   * Runs a story; when it fails or is cancelled, undoes it and fails with the story's own error. A cancellation that
   * arrives while the last step is under way counts too, also when that step was done all the same. None reaches the
   * compensations. One that fails does not keep the others from running; then the story fails with
   * `way_back_failed`, since the VPS may not be as it was before.
   */
  async run<T>(story: () => Promise<T>): Promise<T> {
    try {
      const result = await story();
      throwIfCancelled();
      return result;
    } catch (error) {
      const failures = await CancellationScope.nonCancellable(() => this.undoAll());
      throw failures.length === 0 ? error : wayBackFailed(error, failures);
    }
  }

  private async undoAll(): Promise<WayBackFailure[]> {
    const failures: WayBackFailure[] = [];
    for (const { name, undo } of this.compensations.reverse()) {
      try {
        await undo();
      } catch (error) {
        log.error('Compensation failed', { compensation: name, error: String(error) });
        failures.push({ name, error });
      }
    }
    return failures;
  }
}

/** Steps see a cancellation when they begin; after the last one nothing else would. */
function throwIfCancelled(): void {
  if (CancellationScope.current().consideredCancelled && patched('cancelled-at-the-end'))
    throw new CancelledFailure('Cancelled while the last step was under way');
}
