import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { z } from 'zod';
import { findExecutable } from '../../src/platform/find-executable';
import { runCommand } from '../../src/platform/run-command';

const TIMEOUT_MS = 600_000;
/** The smallest that mkfs.xfs makes, and some. */
const XFS_LEAST_BYTES = 400_000_000;

const containerSchema = z.object({
  GraphDriver: z.object({ Data: z.object({ UpperDir: z.string() }) }),
});

/**
 * The files that a container has written, on the engine's own disk, and other ways to keep their state than a commit.
 * It takes root, and an engine on overlay2 on this machine.
 */
export class LayerCopies {
  private constructor(
    private readonly upper: string,
    private readonly folder: string,
    private readonly xfs: string | undefined,
  ) {}

  /** Undefined where the files are not within reach. */
  static async of(
    container: Docker.Container,
    dataDirectory: string,
    bytes: number,
  ): Promise<LayerCopies | undefined> {
    const found = containerSchema.safeParse(await container.inspect());
    const upper = found.data?.GraphDriver.Data.UpperDir;
    if (upper === undefined || process.getuid?.() !== 0 || !existsSync(upper)) return undefined;
    const folder = mkdtempSync(join(dataDirectory, 'layer-'));
    const xfs = await makeXfs(folder, 2 * bytes + XFS_LEAST_BYTES);
    if (xfs !== undefined) await must('cp', ['-a', upper, join(xfs, 'upper')]);
    return new LayerCopies(upper, folder, xfs);
  }

  /** Whether there is a filesystem here that clones files. */
  get canShareBlocks(): boolean {
    return this.xfs !== undefined;
  }

  /** Tar does not read what it writes to the null device itself. */
  async readAsTar(): Promise<void> {
    await must('sh', ['-c', 'tar -C "$1" -cf - . | cat > /dev/null', 'sh', this.upper]);
  }

  async copy(): Promise<void> {
    await must('cp', ['-a', '--reflink=never', this.upper, join(this.folder, 'copy')]);
  }

  async removeCopy(): Promise<void> {
    rmSync(join(this.folder, 'copy'), { recursive: true });
  }

  async cloneOnXfs(): Promise<void> {
    await must('cp', [
      '-a',
      '--reflink=always',
      join(this.xfs ?? '', 'upper'),
      join(this.xfs ?? '', 'clone'),
    ]);
  }

  async removeClone(): Promise<void> {
    rmSync(join(this.xfs ?? '', 'clone'), { recursive: true });
  }

  async remove(): Promise<void> {
    if (this.xfs !== undefined) await must('umount', [this.xfs]);
    rmSync(this.folder, { recursive: true });
  }
}

/** A filesystem in a file; undefined where this machine makes none. */
async function makeXfs(folder: string, bytes: number): Promise<string | undefined> {
  if (findExecutable('mkfs.xfs') === undefined) return undefined;
  const [image, mountPoint] = [join(folder, 'xfs.img'), mkdtempSync(join(folder, 'xfs-'))];
  writeFileSync(image, '');
  truncateSync(image, bytes);
  const made = await runCommand('mkfs.xfs', ['-q', '-m', 'reflink=1', image], { timeoutMs: TIMEOUT_MS });
  if (!made.ok) return undefined;
  const mounted = await runCommand('mount', ['-o', 'loop', image, mountPoint], { timeoutMs: TIMEOUT_MS });
  return mounted.ok ? mountPoint : undefined;
}

async function must(command: string, args: readonly string[]): Promise<void> {
  const { ok, problem } = await runCommand(command, args, { timeoutMs: TIMEOUT_MS });
  if (!ok) throw new Error(`${command} ${args.join(' ')}: ${problem}`);
}
