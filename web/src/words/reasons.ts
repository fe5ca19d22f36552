import type { Snapshot } from '../api/types';

/** What a snapshot was made for. */
export const REASON_WORDS: Record<Snapshot['reason'], { word: string; meaning: string }> = {
  manual: { word: 'By hand', meaning: 'Somebody asked for it.' },
  stop: { word: 'At a stop', meaning: 'Taken by itself when the VPS was stopped.' },
  restart: {
    word: 'At a restart',
    meaning: 'Taken by itself when the VPS was restarted, which came back from it.',
  },
  safety: {
    word: 'Safety',
    meaning:
      'Made before a restore or a restart, so that what was there can be had back. No restart chooses it by itself.',
  },
};

/** What a person calls it: its name, else when it was taken. */
export function snapshotTitle({ name, created_at }: Pick<Snapshot, 'name' | 'created_at'>): string {
  return name ?? `Snapshot of ${created_at.slice(0, 10)}, ${created_at.slice(11, 19)} UTC`;
}
