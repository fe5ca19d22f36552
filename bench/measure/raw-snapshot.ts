import type Docker from 'dockerode';

const RAW_REPOSITORY = 'holdfast-bench';

/** What a snapshot is in Docker's own calls: a commit that freezes the container, and a name for the image. */
export async function commitAndTag(docker: Docker, container: Docker.Container, tag = 'raw'): Promise<void> {
  const { Id } = (await container.commit({ pause: true })) as { Id: string };
  await docker.getImage(Id).tag({ repo: RAW_REPOSITORY, tag });
}

export async function removeRawSnapshot(docker: Docker, tag = 'raw'): Promise<void> {
  await docker.getImage(`${RAW_REPOSITORY}:${tag}`).remove();
}
