import { isDeepStrictEqual } from 'node:util';
import type { ImageListEntry } from '../docker/api-types';
import type { Engine, EngineConnection } from '../docker/engine';
import { snapshotOf } from '../docker/labels';
import { forgetNotes, readNotes, type StoredNotes, writeNotes } from '../docker/notes';
import { LABELS, SNAPSHOT_REPOSITORY_PREFIX, snapshotRepository } from '../domain/names';
import type { VpsRecord } from '../domain/vps';
import { notesOf, type SnapshotNote, type VpsNotes } from '../domain/vps-notes';
import type { Logger } from '../platform/log';
import type { Records } from './records';

export interface NotesKeeperDependencies {
  engine: Engine;
  records: Records;
  log: Logger;
}

/**
 * Keeps on the runner's engine, beside the VPSs, what their records hold and no label of a container or an image can:
 * see `VpsNotes`. They are read when a record has to be made again, and never otherwise.
 *
 * They follow the record within a second or two; when the engine has lost them, the next comparison of everything
 * brings them back.
 */
export class NotesKeeper {
  /** By task_id: one version after the other. */
  private readonly writing = new Map<string, Promise<void>>();

  constructor(private readonly deps: NotesKeeperDependencies) {}

  /** Brings the notes of one VPS up to its record, or removes them when it has been deleted. */
  async keep(taskId: string): Promise<void> {
    const before = this.writing.get(taskId);
    const turn = (before ?? Promise.resolve()).catch(() => undefined).then(() => this.keepNow(taskId));
    this.writing.set(taskId, turn);
    try {
      await turn;
    } finally {
      if (this.writing.get(taskId) === turn) this.writing.delete(taskId);
    }
  }

  /** The same. Never rejects: the next comparison of everything tries again. */
  async keepIfPossible(taskId: string): Promise<void> {
    try {
      await this.keep(taskId);
    } catch (error) {
      this.deps.log.warn({ task_id: taskId, error: String(error) }, 'the notes of a VPS could not be kept');
    }
  }

  /** The same for many, with two questions to the engine where nothing has changed. */
  async keepAll(docker: EngineConnection, records: readonly VpsRecord[]): Promise<void> {
    const [stored, images] = await Promise.all([
      readNotes(docker),
      docker.images.list({ reference: [`${SNAPSHOT_REPOSITORY_PREFIX}*`] }),
    ]);
    const imagesOf = byTaskId(images);
    for (const record of records) {
      const wanted = notesOf(record, labelledNotes(imagesOf.get(record.task_id) ?? [], record.task_id));
      if (!isKept(stored.get(record.task_id), wanted)) await this.keepIfPossible(record.task_id);
    }
  }

  /** The record is read in here, so that of two versions the later one is written later. */
  private async keepNow(taskId: string): Promise<void> {
    const state = await this.deps.records.read(taskId);
    const docker = await this.deps.engine.connect();
    if (state === undefined || state.record.status === 'deleted') {
      if (await this.deps.records.wasDeleted(taskId)) await forgetNotes(docker, taskId);
      return;
    }
    const [stored, images] = await Promise.all([
      readNotes(docker, taskId),
      docker.images.list({ reference: [snapshotRepository(taskId)] }),
    ]);
    const before = stored.get(taskId);
    const wanted = notesOf(state.record, labelledNotes(images, taskId));
    if (!isKept(before, wanted)) await writeNotes(docker, taskId, wanted, before);
  }
}

function isKept(stored: StoredNotes | undefined, wanted: VpsNotes): boolean {
  return stored !== undefined && stored.volumes.length === 1 && isDeepStrictEqual(stored.notes, wanted);
}

/** What the labels of a VPS's snapshots say. */
function labelledNotes(images: readonly ImageListEntry[], taskId: string): Map<string, SnapshotNote> {
  const noSizes = { layers: 0, size: 0, unique_size: 0 };
  const notes = images.flatMap((image) => {
    const snapshot = snapshotOf(image, taskId, noSizes);
    if (snapshot === null) return [];
    const { id, name, message, pinned, expired } = snapshot;
    return [[id, { name, message, pinned, expired }] as const];
  });
  return new Map(notes);
}

function byTaskId(images: readonly ImageListEntry[]): Map<string, ImageListEntry[]> {
  const groups = new Map<string, ImageListEntry[]>();
  for (const image of images) {
    const taskId = image.Labels?.[LABELS.taskId] ?? '';
    const group = groups.get(taskId);
    if (group === undefined) groups.set(taskId, [image]);
    else group.push(image);
  }
  return groups;
}
