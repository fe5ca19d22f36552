import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { LABELS, makeSnapshotId, snapshotTag } from '../../../src/domain/names';
import { type TarEntry, tarOf } from '../../support/tar';
import { docker } from './docker';
import type { SnapshotAnswer } from './shapes';

/** Loads images into the engine that are older snapshots of the same VPS by their labels; taking them would take minutes. */
export async function loadOlderSiblings(
  { tag, created_at }: Pick<SnapshotAnswer, 'tag' | 'created_at'>,
  count: number,
  message = '',
): Promise<void> {
  const { Config } = await docker().getImage(tag).inspect();
  const layer = tarOf([{ name: 'sibling', content: 'of a snapshot' }]);
  const entries: TarEntry[] = [{ name: 'layer.tar', content: layer.toString() }];
  const manifest: object[] = [];
  for (let age = 1; age <= count; age++) {
    const at = new Date(Date.parse(created_at) - age);
    const id = makeSnapshotId(at, '0'.repeat(6));
    const labels = {
      ...Config.Labels,
      [LABELS.snapshotId]: id,
      [LABELS.createdAt]: at.toISOString(),
      [LABELS.message]: message,
    };
    const name = `${age}.json`;
    entries.push({ name, content: configOf(labels, layer, at) });
    manifest.push({
      Config: name,
      RepoTags: [snapshotTag(Config.Labels[LABELS.taskId] ?? '', id)],
      Layers: ['layer.tar'],
    });
  }
  entries.push({ name: 'manifest.json', content: JSON.stringify(manifest) });
  const answer = await docker().loadImage(Readable.from([tarOf(entries)]), { quiet: true });
  for await (const _ of answer) continue;
}

function configOf(labels: Record<string, string>, layer: Buffer, at: Date): string {
  return JSON.stringify({
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    created: at.toISOString(),
    config: { Labels: labels },
    rootfs: { type: 'layers', diff_ids: [`sha256:${createHash('sha256').update(layer).digest('hex')}`] },
    history: [{ created: at.toISOString() }],
  });
}
