import type { Survey } from '../domain/changes';
import type { ContainerFacts, ContainerSpec, UncapturedPath } from '../domain/container';
import type { Phase } from '../domain/phase';
import type { Snapshot, SnapshotReason } from '../domain/snapshot';

/**
 * The steps that a runner performs, as workflows see them. Each is idempotent: repeated any number of times, also
 * after an attempt whose answer was lost, it changes no more than once. What cannot succeed by repetition fails
 * with an `ApplicationFailure` whose type is a code of `src/domain/errors.ts` and which is not retried; an engine
 * that does not answer is retried for ever, and shows as a pending attempt.
 */
export interface RunnerActivities {
  /** Looks at everything on the runner that belongs to a VPS. Changes nothing. */
  survey(input: SurveyInput): Promise<Survey>;

  /** Makes sure the runner has an image; pulls it if not. Fails with `image_not_found`. */
  pullImage(input: { image: string }): Promise<{ image_id: string; pulled: boolean }>;

  /**
   * Creates the first container of a VPS, stopped. Host ports that were left to Docker are chosen and fixed here,
   * so that they outlive every restart; the spec that comes back has them.
   * Fails with `container_name_in_use`, `configuration_refused`, `bind_not_allowed`.
   */
  createContainer(input: CreateContainerInput): Promise<{ container: ContainerFacts; spec: ContainerSpec }>;

  /**
   * Undoes {@link RunnerActivities.createContainer}: removes every container that the operation created, with the
   * anonymous volumes that came into being with them.
   */
  discardCreated(input: { task_id: string; operation_id: string }): Promise<void>;

  /** Starts a container; nothing happens when it runs. A paused one stays paused. */
  startContainer(input: ContainerRef): Promise<ContainerFacts>;

  /**
   * Stops a container with its own grace period, thawing it first if it is paused. With `hold`, its restart policy
   * is set to `no` before, so that no engine restart brings it back while it is being replaced.
   */
  stopContainer(input: ContainerRef & { hold: boolean }): Promise<ContainerFacts>;

  /** Undoes {@link RunnerActivities.stopContainer}: the policy of the spec again, and the state it was in. */
  reviveContainer(input: ReviveInput): Promise<ContainerFacts>;

  pauseContainer(input: ContainerRef): Promise<ContainerFacts>;
  unpauseContainer(input: ContainerRef): Promise<ContainerFacts>;

  /**
   * Commits a container to the image `holdfast/<task_id>:<snapshot_id>`. An earlier attempt's image is found by the
   * operation's label and taken up; a container that the commit itself had frozen is thawed.
   * Fails with `insufficient_disk`, `layer_limit`, `snapshot_too_large`, `snapshot_failed`.
   */
  commitSnapshot(input: CommitInput): Promise<{ snapshot: Snapshot; not_captured: UncapturedPath[] }>;

  /**
   * {@link RunnerActivities.survey} and {@link RunnerActivities.commitSnapshot} in one step: nothing is decided between
   * them, and what the workflow would need to pass the one's answer on to the other takes longer than the survey itself.
   * Without a container, `taken` is null.
   */
  surveyAndCommit(input: SurveyAndCommitInput): Promise<SurveyAndCommitResult>;

  /**
   * Stops a VPS's container, commits it if `save` says so, creates the replacement if there is none yet, lets it take the
   * old container's place, and waits until it has proved itself: in one step, since the VPS is down for as long as that
   * takes. An attempt that was cut off is taken up at the phase that it had come to: each finds out from Docker what has
   * been done. Fails as its phases do; then the old container is there as ever, and the way back the same.
   */
  replaceContainer(input: ReplaceInput): Promise<ReplaceResult>;

  /**
   * Makes a snapshot's image anew with the same files and configuration in one layer, and gives it the snapshot's
   * name. Until then the name stays where it was, and whatever fails leaves nothing behind. Does nothing when the
   * image has been flattened, or when there is no room for a copy of it: `skipped` says so.
   * Fails with `snapshot_not_found`, `insufficient_disk`, `snapshot_failed`.
   */
  flattenSnapshot(input: FlattenInput): Promise<{ snapshot: Snapshot; skipped: string | null }>;

  /**
   * Creates the replacement of a VPS's container from an image, stopped, under the name `holdfast-<task_id>.next`,
   * and compares its configuration with the spec, field by field. When they differ it is removed again, and the
   * step fails with `configuration_differs`. `rehearse` removes it in any case: the answer is whether it could be.
   */
  prepareReplacement(input: PrepareInput): Promise<{ container: ContainerFacts }>;

  /**
   * The replacement takes the place of the old container, which must be stopped (or gone: null): renames the old
   * one to `holdfast-<task_id>.prev`, gives the replacement its name, starts it.
   */
  swapIn(input: SwapInput): Promise<ContainerFacts>;

  /**
   * The way back: removes the replacement, gives the old container its name again. Safe at any point of a swap, also
   * before it began; the old container's state is left to {@link RunnerActivities.reviveContainer}. When the old
   * container is named and gone, the swap had come to its end: then nothing is removed.
   */
  swapBack(input: SwapBackInput): Promise<void>;

  /**
   * Waits until a started container has proved itself: still running after the grace period, healthy if it has a
   * health check. Fails with `vps_not_healthy` and its last log lines.
   */
  verifyContainer(input: ContainerRef): Promise<ContainerFacts>;

  /** Removes a stopped container, never its volumes. Nothing happens when it is gone. */
  removeContainer(input: ContainerRef): Promise<void>;

  /**
   * Removes the container of a VPS that is being deleted, and with `anonymous_volumes` those that nothing names.
   * `volumes` are those that it was last seen with: an attempt that was cut off may have removed the container.
   */
  destroyContainer(input: ContainerRef & { anonymous_volumes: boolean; volumes?: string[] }): Promise<void>;

  /** Removes snapshot images, those that no container uses. An image that is gone counts as removed. */
  removeSnapshots(input: { task_id: string; snapshot_ids: string[] }): Promise<RemovedSnapshots>;

  /**
   * Removes what an operation may have left when it was interrupted: a replacement that never took its place,
   * images of ours that carry no tag, what flattening needs meanwhile. Never the VPS's container or one that was set aside and is the only one.
   */
  sweep(input: { task_id: string; keep_container_id: string | null }): Promise<void>;
}

/** `container_id` is the container as last known; the VPS's names and labels are looked for as well. */
export interface SurveyInput {
  task_id: string;
  container_id: string | null;
}

export interface ContainerRef {
  task_id: string;
  container_id: string;
}

export interface CreateContainerInput {
  task_id: string;
  operation_id: string;
  runner: string;
  image: string;
  spec: ContainerSpec;
  sealed_env: string | null;
}

export interface ReviveInput extends ContainerRef {
  spec: ContainerSpec;
  state: 'running' | 'paused' | 'stopped';
}

export interface CommitInput extends ContainerRef {
  operation_id: string;
  snapshot_id: string;
  /** RFC 3339. */
  created_at: string;
  runner: string;
  reason: SnapshotReason;
  name: string | null;
  message: string | null;
  pinned: boolean;
  parent: string | null;
  spec: ContainerSpec;
  /** Of the VPS's own files; 0 means no limit, as does an older workflow that does not say. */
  max_bytes?: number;
  /** Freeze a running container while it is read, so that the snapshot is of one moment. */
  pause: boolean;
  /** Whether the person had paused the VPS: then it stays paused afterwards. */
  was_paused: boolean;
}

/** The snapshot is of the container that the survey finds. What the record says counts where Docker cannot know it. */
export interface SurveyAndCommitInput
  extends SurveyInput, Omit<CommitInput, 'container_id' | 'parent' | 'spec' | 'max_bytes' | 'was_paused'> {
  record: {
    /** As the record has it; the survey brings it up to date. */
    spec: ContainerSpec;
    /** Whether the person had paused the VPS, as far as is known. */
    was_paused: boolean;
    /** What the VPS's policy allows; null when it does not say. */
    max_snapshot_bytes: number | null;
  };
}

export interface SurveyAndCommitResult {
  survey: Survey;
  taken: { snapshot: Snapshot; not_captured: UncapturedPath[] } | null;
  phases: Phase[];
}

export interface ReplaceInput extends ContainerRef {
  operation_id: string;
  /** The name that the VPS's container bears. */
  name: string;
  /** The snapshot to be taken of the stopped container; null for none. */
  save: CommitInput | null;
  /** The replacement, when it has been created already; else what it is to be created from. */
  replacement: { container_id: string } | Omit<PrepareInput, 'image' | 'snapshot_id' | 'rehearse'>;
}

export interface ReplaceResult {
  saved: Snapshot | null;
  container: ContainerFacts;
  phases: Phase[];
}

export interface FlattenInput {
  task_id: string;
  operation_id: string;
  snapshot_id: string;
}

export interface PrepareInput {
  task_id: string;
  operation_id: string;
  runner: string;
  /** Image reference or id. */
  image: string;
  /** The snapshot that `image` is; null when it is not one. */
  snapshot_id: string | null;
  spec: ContainerSpec;
  /** Where the values of the environment come from: this container, or, when there is none, the image. */
  env_from: string | null;
  rehearse: boolean;
}

export interface SwapInput {
  task_id: string;
  old_container_id: string | null;
  new_container_id: string;
  /** The name that the VPS's container bears. */
  name: string;
}

export interface SwapBackInput {
  task_id: string;
  operation_id: string;
  old_container_id: string | null;
  name: string;
}

export interface RemovedSnapshots {
  removed: string[];
  in_use: string[];
}
