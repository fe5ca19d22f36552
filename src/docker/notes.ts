import { isTaskId, LABELS, NOTES_LABEL, notesVolumeName } from '../domain/names';
import type { VpsNotes } from '../domain/vps-notes';
import type { EngineConnection } from './engine';

/*
 * Docker lets nobody change the label of a container or an image, and a file of the runner's would not be where the
 * containers are. So the notes of a VPS are the labels of an empty volume: a new version is a new volume, after whose
 * creation the ones before it are removed.
 */

type NotesDocker = Pick<EngineConnection, 'volumes'>;

export interface StoredNotes {
  task_id: string;
  notes: VpsNotes;
  /** Every volume that holds a version of them, the present one first. */
  volumes: string[];
}

/** The notes of every VPS on the engine, or of one. What cannot be read is left out. */
export async function readNotes(
  { volumes }: NotesDocker,
  taskId?: string,
): Promise<Map<string, StoredNotes>> {
  const found = await volumes.list([
    NOTES_LABEL,
    taskId === undefined ? LABELS.taskId : `${LABELS.taskId}=${taskId}`,
  ]);
  const label = (entry: (typeof found)[number], name: string): string => entry.Labels?.[name] ?? '';
  const newestFirst = [...found].sort((a, b) =>
    label(a, LABELS.createdAt) < label(b, LABELS.createdAt) ? 1 : -1,
  );
  const stored = new Map<string, StoredNotes>();
  for (const entry of newestFirst) {
    const task_id = label(entry, LABELS.taskId);
    const known = stored.get(task_id);
    if (known !== undefined) {
      known.volumes.push(entry.Name);
      continue;
    }
    const notes = parseNotes(label(entry, NOTES_LABEL));
    if (notes !== null && isTaskId(task_id)) stored.set(task_id, { task_id, notes, volumes: [entry.Name] });
  }
  return stored;
}

/** Cut off at any point, it leaves the old version, the new one, or both, of which the new one counts. */
export async function writeNotes(
  { volumes }: NotesDocker,
  taskId: string,
  notes: VpsNotes,
  before: StoredNotes | undefined,
): Promise<void> {
  const unique = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
  await volumes.create(notesVolumeName(taskId, unique), {
    [LABELS.taskId]: taskId,
    [LABELS.runner]: notes.runner,
    [LABELS.createdAt]: new Date().toISOString(),
    [NOTES_LABEL]: JSON.stringify(notes),
  });
  for (const name of before?.volumes ?? []) await volumes.removeUnused(name);
}

export async function forgetNotes({ volumes }: NotesDocker, taskId: string): Promise<void> {
  for (const { Name } of await volumes.list([NOTES_LABEL, `${LABELS.taskId}=${taskId}`])) {
    await volumes.removeUnused(Name);
  }
}

/** Written by us alone, so that its shape is looked at no closer than a newer version of it could need. */
function parseNotes(text: string): VpsNotes | null {
  try {
    const notes = JSON.parse(text) as Partial<VpsNotes> | null;
    const isWhole =
      typeof notes?.runner === 'string' &&
      typeof notes.policy === 'object' &&
      typeof notes.snapshots === 'object';
    return isWhole ? (notes as VpsNotes) : null;
  } catch {
    return null;
  }
}
