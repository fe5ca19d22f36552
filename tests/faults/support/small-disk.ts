import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../../../src/platform/run-command';
import { poll } from './poll';

const COMMAND_MS = 30_000;
const DETACHED_WITHIN_MS = 20_000;
const BLOCK = 4096;
const REFILL_MS = 10;
/** The filesystem needs some itself, to note where a large file lies. */
const MARGIN = 1024 * 1024;

/** A small filesystem of its own for the data of a Docker Engine, which can be filled. */
export class SmallDisk {
  private stopFilling: (() => Promise<void>) | undefined;

  private constructor(
    private readonly image: string,
    private readonly folder: string,
  ) {}

  /** Makes the filesystem and mounts it; it goes when it is unmounted. */
  static async mount(folder: string, megabytes: number): Promise<SmallDisk> {
    const image = join(dirname(dirname(folder)), 'disk.img');
    await mkdir(folder, { recursive: true });
    const file = await open(image, 'w');
    await file.truncate(megabytes * 1024 * 1024);
    await file.close();
    // Nothing is reserved for root, which the engine is.
    await run('mkfs.ext4', ['-q', '-b', String(BLOCK), '-m', '0', '-N', '65536', image]);
    await run('mount', ['-o', 'loop', image, folder]);
    return new SmallDisk(image, folder);
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.folder);
    return bavail * bsize;
  }

  /** Takes up all but this many bytes. */
  async leaveFree(bytes: number): Promise<void> {
    await this.clear();
    const taken = (await this.freeBytes()) - bytes - MARGIN;
    if (taken > 0) await run('fallocate', ['-l', String(taken), this.filler]);
    await this.fillUpTo(bytes);
  }

  /** Takes every byte, also those that are freed later, until {@link SmallDisk.clear}: as a log does that runs away. */
  async keepFull(): Promise<void> {
    await this.leaveFree(0);
    const stop = new AbortController();
    const ended = this.fillAgain(stop.signal);
    this.stopFilling = async () => {
      stop.abort();
      await ended;
    };
  }

  /** Gives back all that the fillers took. */
  async clear(): Promise<void> {
    await this.stopFilling?.();
    this.stopFilling = undefined;
    await rm(this.filler, { force: true });
    await rm(this.rest, { force: true });
  }

  /** Whether no device has its file any more. */
  async isDetached(): Promise<boolean> {
    const gone = await poll(DETACHED_WITHIN_MS, async () => {
      const { stdout } = await runCommand('losetup', ['--list', '--noheadings', '--output', 'BACK-FILE'], {
        timeoutMs: COMMAND_MS,
      });
      return stdout.includes(this.image) ? undefined : true;
    });
    return gone === true;
  }

  private async fillAgain(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.fillUpTo(0);
      await sleep(REFILL_MS);
    }
  }

  private async fillUpTo(bytes: number): Promise<void> {
    const file = await open(this.rest, 'a');
    try {
      while (bytes === 0 || (await this.freeBytes()) > bytes) await file.write(Buffer.alloc(BLOCK));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      await file.close();
    }
  }

  private get filler(): string {
    return join(this.folder, 'filler');
  }

  private get rest(): string {
    return join(this.folder, 'filler.rest');
  }
}

async function run(command: string, args: string[]): Promise<void> {
  const { ok, problem } = await runCommand(command, args, { timeoutMs: COMMAND_MS });
  if (!ok) throw new Error(`${command} ${args.join(' ')}: ${problem}`);
}
