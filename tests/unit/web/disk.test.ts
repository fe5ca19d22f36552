import { diskShares } from '../../../web/src/runners/disk';

const runner = (size_bytes: number | null) => ({
  disk: { free_bytes: 500, reserve_bytes: 50, size_bytes },
  snapshot_bytes: 100,
});

test('a disk is what snapshots hold, what else lies there, and what is free', () => {
  expect(diskShares(runner(1000))).toEqual({ snapshots: 10, others: 40 });
});

test('without its size the shares are of snapshots and free room alone', () => {
  expect(diskShares(runner(null))).toEqual({ snapshots: (100 / 600) * 100, others: null });
});
