import type { Files } from '../../faults/support/files';
import type { SnapshotReason } from '../../../src/domain/snapshot';

export type ModelStatus = 'running' | 'paused' | 'stopped' | 'missing';

/** What a person says about a snapshot. */
export interface Words {
  name: string | null;
  message: string | null;
  pinned: boolean;
}

export interface ModelSnapshot extends Words {
  id: string;
  reason: SnapshotReason;
  files: Files;
  /** As it was taken with; what was said later is in the record alone. */
  taken: Words;
  /** The container that it was taken of, and the state its files were in: see `ModelContainer`. */
  container: number;
  rest: number | null;
  expired: boolean;
}

export interface ModelContainer {
  /** Tells one container of a VPS from the next. */
  number: number;
  createdFrom: string | null;
  /** Tells one state of its files at rest from another one; no state of a container that runs is one. */
  rest: number;
}

/**
 * What a VPS must be like, in the words of README and docs/architecture.md and without a line of the code that makes it
 * so. The rules of retention and of restarts are written down here once more on purpose.
 */
export class VpsModel {
  exists = false;
  status: ModelStatus = 'missing';
  /** Of its container. */
  name = '';
  files: Files = new Map();
  container: ModelContainer | null = null;
  /** Oldest first; those that a deletion kept outlive the VPS. */
  snapshots: ModelSnapshot[] = [];
  head: string | null = null;
  auto: boolean | null = null;
  max: number | null = null;
  /** By id, how each operation has ended. */
  readonly operations = new Map<string, 'succeeded' | 'failed' | 'cancelled'>();
  private ticks = 0;

  constructor(
    readonly taskId: string,
    private readonly defaults: { auto: boolean; max: number },
  ) {}

  get takesSnapshots(): boolean {
    return this.auto ?? this.defaults.auto;
  }

  get mostSnapshots(): number {
    return this.max ?? this.defaults.max;
  }

  get isLive(): boolean {
    return this.status === 'running' || this.status === 'paused';
  }

  snapshot(id: string | null | undefined): ModelSnapshot | undefined {
    return this.snapshots.find((snapshot) => snapshot.id === id);
  }

  isInUse(id: string): boolean {
    return this.container?.createdFrom === id;
  }

  create(name: string, status: ModelStatus, policy: { auto?: boolean; max?: number }): void {
    this.exists = true;
    this.files = new Map();
    this.auto = policy.auto ?? null;
    this.max = policy.max ?? null;
    this.name = name;
    this.standOn(null);
    this.status = status;
  }

  start(): void {
    this.status = 'running';
    this.stir();
  }

  stop(): void {
    this.status = 'stopped';
    this.stir();
  }

  lose(): void {
    this.status = 'missing';
    this.files = new Map();
    this.container = null;
  }

  write(name: string, checksum: string): void {
    this.files = new Map([...this.files, [name, checksum]]);
    if (!this.isLive) this.stir();
  }

  erase(name: string): void {
    this.files = new Map([...this.files].filter(([each]) => each !== name));
  }

  take(id: string, reason: SnapshotReason, words: Words): void {
    const { number = 0, rest = 0 } = this.container ?? {};
    this.snapshots.push({
      id,
      reason,
      ...words,
      taken: words,
      files: this.files,
      container: number,
      rest: this.isLive ? null : rest,
      expired: false,
    });
    this.findHead();
  }

  /**
   * The oldest beyond the limit go; one that is in use as soon as it no longer is.
   *
   * @returns the ids that went
   */
  rotate(): string[] {
    const surplus = this.mostSnapshots === 0 ? 0 : this.snapshots.length - this.mostSnapshots;
    const newest = this.snapshots.at(-1)?.id;
    this.snapshots
      .filter(({ id, pinned }) => !pinned && id !== newest && id !== this.head)
      .slice(0, Math.max(0, surplus))
      .forEach((snapshot) => (snapshot.expired = true));
    return this.letGo();
  }

  /** Those that rotated out earlier, were in use then and no longer are. */
  letGo(): string[] {
    return this.remove(
      ({ id, expired, pinned }) => expired && !pinned && id !== this.head && !this.isInUse(id),
    );
  }

  remove(isUnwanted: (snapshot: ModelSnapshot) => boolean): string[] {
    const gone = this.snapshots.filter(isUnwanted);
    this.snapshots = this.snapshots.filter((snapshot) => !gone.includes(snapshot));
    this.findHead();
    return gone.map(({ id }) => id);
  }

  /** Whether some snapshot holds the files of the stopped container as they are. */
  isHeldBy(snapshot: ModelSnapshot): boolean {
    return (
      this.status === 'stopped' &&
      snapshot.container === this.container?.number &&
      snapshot.rest === this.container.rest
    );
  }

  comeBackFrom({ id, files }: ModelSnapshot): void {
    this.files = files;
    this.standOn(id);
    this.status = 'running';
  }

  delete(keepsSnapshots: boolean): void {
    this.exists = false;
    this.lose();
    this.head = null;
    this.snapshots = keepsSnapshots
      ? this.snapshots.map((snapshot) => ({ ...snapshot, ...snapshot.taken, expired: false }))
      : [];
  }

  /** The last snapshot of the present container that no restart made by the way, else what it was created from. */
  private findHead(): void {
    const { container } = this;
    const own = this.snapshots.filter(
      (snapshot) => snapshot.container === container?.number && snapshot.reason !== 'safety',
    );
    const candidate = container === null ? this.head : (own.at(-1)?.id ?? container.createdFrom);
    this.head = this.snapshot(candidate)?.id ?? null;
  }

  private standOn(createdFrom: string | null): void {
    this.container = { number: ++this.ticks, createdFrom, rest: ++this.ticks };
    this.findHead();
  }

  /** Whoever starts, stops or writes leaves another state behind. */
  stir(): void {
    if (this.container !== null) this.container.rest = ++this.ticks;
  }
}
