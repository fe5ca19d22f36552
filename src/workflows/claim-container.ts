import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, patched, sleep, startChild, WorkflowIdReusePolicy } from '@temporalio/workflow';
import { claimWorkflowId } from '../domain/names';
import { fail } from './failure';

/** Long enough for the record of the VPS that claimed the container to be seen by whoever looks for one. */
const CLAIMED_FOR = '30 seconds';

/** Keeps a container's id taken for a while. It does nothing else: its own workflow id is the lock. */
export async function claimContainer(): Promise<void> {
  await sleep(CLAIMED_FOR);
}

/**
 * Makes sure that no other adoption of the same container goes on at the same time. Nothing on the container can tell,
 * since one that is adopted is not touched, and the list of records is a moment behind them.
 */
export async function claim(containerId: string): Promise<void> {
  if (!patched('claim-adopted-container')) return;
  try {
    await startChild(claimContainer, {
      workflowId: claimWorkflowId(containerId),
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `container ${containerId.slice(0, 12)} is being adopted`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    fail(
      'container_already_managed',
      `The container ${containerId.slice(0, 12)} has just been adopted, or is being so.`,
    );
  }
}
