/** How much a VPS has changed when it is saved. */
export interface ChangeSize {
  name: string;
  bytes: number;
}

export const TEN_MEGABYTES: ChangeSize = { name: '10 MB', bytes: 10_000_000 };
export const SMALL_CHANGES: readonly ChangeSize[] = [{ name: '4 kB', bytes: 4096 }, TEN_MEGABYTES];
export const ONE_GIGABYTE: ChangeSize = { name: '1 GB', bytes: 1_000_000_000 };
