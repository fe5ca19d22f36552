import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { vpsWorkflowId } from '../domain/names';
import type { VpsMemo, VpsRecord } from '../domain/vps';
import { type Look, lookAgain } from '../workflows/vps-messages';

/** A record, and whether an operation is working on the VPS, so that the record need not be true just now. */
export interface RecordState {
  record: VpsRecord;
  isBusy: boolean;
}

/** The records of a runner's VPSs, as their entities publish them. */
export class Records {
  constructor(
    private readonly client: Client,
    private readonly runner: string,
  ) {}

  /** Undefined when there is no such VPS, or when it lives on another runner. */
  async read(taskId: string): Promise<RecordState | undefined> {
    try {
      const { status, memo } = await this.client.workflow.getHandle(vpsWorkflowId(taskId)).describe();
      return status.name === 'RUNNING' ? this.ours(memo) : undefined;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  /** Whether a VPS of this name came to its end here, as against Temporal knowing nothing of it. */
  async wasDeleted(taskId: string): Promise<boolean> {
    try {
      const { status, memo } = await this.client.workflow.getHandle(vpsWorkflowId(taskId)).describe();
      const { record } = (memo ?? {}) as Partial<VpsMemo>;
      return status.name === 'COMPLETED' && record?.runner === this.runner;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  /** A moment behind. */
  async all(): Promise<RecordState[]> {
    const query = `WorkflowType = 'vps' AND ExecutionStatus = 'Running' AND Runner = '${this.runner}'`;
    const states: RecordState[] = [];
    for await (const { memo } of this.client.workflow.list({ query })) {
      const state = this.ours(memo);
      if (state !== undefined) states.push(state);
    }
    return states;
  }

  async askForLook(taskId: string, look: Look): Promise<void> {
    await this.client.workflow.getHandle(vpsWorkflowId(taskId)).signal(lookAgain, look);
  }

  private ours(memo: Partial<VpsMemo> | undefined): RecordState | undefined {
    const { record, current = null, queue = [] } = memo ?? {};
    if (record === undefined || record.runner !== this.runner || record.spec === null) return undefined;
    return { record, isBusy: current !== null || queue.length > 0 };
  }
}
