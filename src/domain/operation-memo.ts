import type { OperationKind } from './operation';

/** The memo of an operation's workflow: what a list shows of it without reading its history. */
export type OperationMemo = {
  kind: OperationKind;
  task_id: string;
  actor: string;
  requested_at: string;
  fingerprint: string;
};
