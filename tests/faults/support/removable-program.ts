import { mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Another name for a program, which can be taken away: then whoever supervises it cannot start it again. */
export class RemovableProgram {
  readonly path: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'hf-program-'));

  constructor(program: string, name: string) {
    this.path = join(this.folder, name);
    symlinkSync(program, this.path);
  }

  takeAway(): void {
    renameSync(this.path, `${this.path}.away`);
  }

  putBack(): void {
    renameSync(`${this.path}.away`, this.path);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
