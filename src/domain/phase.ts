import type { SnapshotReason } from './snapshot';

/**
 * One of several things that a step does in a row without asking its workflow in between. The audit shows it as a step of
 * its own: it bears the name of the step that does the same alone.
 */
export interface Phase {
  name: string;
  summary: string;
  /** RFC 3339, by the runner's clock. */
  started_at: string;
  /** Null while it lasts, and when it failed. */
  ended_at: string | null;
}

/** What the steps of several phases begin with. */
export const FIRST_PHASES: { readonly [step: string]: string } = {
  surveyAndCommit: 'survey',
  replaceContainer: 'stopContainer',
};

/** How the audit words the steps that are also phases of another. */
export const WORDING = {
  survey: 'See what the runner has',
  stopContainer: 'Stop the VPS',
  commitSnapshot: (reason: SnapshotReason) => `Commit the filesystem (${reason} snapshot)`,
  prepareReplacement: (snapshotId: string) => `Create the replacement from snapshot ${snapshotId}`,
  swapIn: 'Start the replacement in its place',
  verifyContainer: 'See that it stays up',
} as const;
