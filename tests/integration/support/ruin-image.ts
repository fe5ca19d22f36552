import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stack } from '../../support/stack';
import { docker } from './docker';

const CONTENT = 'containerd/daemon/io.containerd.content.v1.content/blobs/sha256';

/**
 * Takes away an image that containers stand on. The containerd store keeps one that is removed by force for as long as
 * it is in use, so that there its manifest goes, as on a damaged disk.
 */
export async function ruinImage(reference: string): Promise<void> {
  const { Id } = await docker().getImage(reference).inspect();
  const manifest = join(stack().dataDirectory, 'docker', CONTENT, Id.replace('sha256:', ''));
  if (existsSync(manifest)) rmSync(manifest);
  else await docker().getImage(reference).remove({ force: true });
}
