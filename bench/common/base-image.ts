import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { Say } from '../../src/platform/say';
import { type Busybox, findBusybox } from './busybox';
import { makeTar, type TarEntry } from './tar';

/** A system of some two megabytes, made from this machine's busybox: no registry is asked. */
export const BASE_IMAGE = 'holdfast-demo:latest';

const CONTENT_LABEL = 'holdfast-demo.content';

/**
 * What a VPS of this image does when it starts. Port 22 is where a real one has its sshd; a web server shows as well
 * whether the VPS answers, and needs no key.
 */
const BOOT = `#!/bin/sh
for script in /etc/boot.d/*; do
  [ -x "$script" ] && "$script"
done
exec httpd -f -p 22 -h /srv/www
`;

const DIRECTORIES = ['bin', 'dev', 'etc', 'etc/boot.d', 'proc', 'root', 'sbin', 'srv', 'srv/www', 'sys'];
const MORE_DIRECTORIES = ['usr', 'usr/local', 'usr/local/bin', 'var', 'var/lib', 'var/log'];

/** Makes sure that the engine has {@link BASE_IMAGE}, and returns whether it had to be made. */
export async function ensureBaseImage(docker: Docker, say: Say): Promise<{ made: boolean; size: number }> {
  const busybox = await findBusybox(say);
  const rootfs = makeTar(rootfsOf(busybox));
  const content = createHash('sha256').update(rootfs).digest('hex').slice(0, 16);
  const existing = await inspectImage(docker);
  if (existing?.Config.Labels?.[CONTENT_LABEL] === content) return { made: false, size: existing.Size };
  await importImage(docker, rootfs, [`LABEL ${CONTENT_LABEL}=${content}`, 'CMD ["/sbin/boot"]']);
  const made = await inspectImage(docker);
  if (made === undefined) throw new Error(`Docker imported ${BASE_IMAGE}, but does not have it.`);
  return { made: true, size: made.Size };
}

function rootfsOf({ program, applets }: Busybox): TarEntry[] {
  return [
    ...[...DIRECTORIES, ...MORE_DIRECTORIES].map(
      (path) => ({ type: 'directory', path, mode: 0o755 }) as const,
    ),
    { type: 'directory', path: 'tmp', mode: 0o1777 },
    { type: 'file', path: 'bin/busybox', content: program, mode: 0o755 },
    ...applets.map((name) => ({ type: 'symlink', path: `bin/${name}`, target: 'busybox' }) as const),
    textFile('sbin/boot', BOOT, 0o755),
    textFile('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n'),
    textFile('etc/group', 'root:x:0:\n'),
    textFile('srv/www/index.html', 'An empty VPS.\n'),
  ];
}

function textFile(path: string, text: string, mode = 0o644): TarEntry {
  return { type: 'file', path, content: Buffer.from(text), mode };
}

async function inspectImage(docker: Docker): Promise<Docker.ImageInspectInfo | undefined> {
  try {
    return await docker.getImage(BASE_IMAGE).inspect();
  } catch (error) {
    if ((error as { statusCode?: unknown }).statusCode === 404) return undefined;
    throw error;
  }
}

/** The engine reports a failed import inside an answer of status 200. */
async function importImage(docker: Docker, rootfs: Buffer, changes: string[]): Promise<void> {
  const [repo, tag] = BASE_IMAGE.split(':');
  const progress = await docker.importImage(Readable.from([rootfs]), { repo, tag, changes });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (error: Error | null) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}
