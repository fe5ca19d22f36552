import type Docker from 'dockerode';
import { type BenchVps, writeChange } from './bench-vps';
import type { Plan } from './compare';

const RAW_REPOSITORY = 'holdfast-bench';
const RAW_TAG = 'raw';

/** Commit and tag against `POST snapshot`, on one and the same running container. */
export function snapshotComparison(
  vps: BenchVps,
  docker: Docker,
  name: string,
  bytes: number,
  runs: number,
): Plan {
  const prepare = (): Promise<void> => writeChange(vps.container(), bytes);
  return {
    name,
    runs,
    raw: {
      what: 'commit, tag',
      prepare,
      run: () => commitAndTag(vps.container(), docker),
      tidy: () => docker.getImage(`${RAW_REPOSITORY}:${RAW_TAG}`).remove(),
    },
    holdfast: {
      what: 'POST snapshot',
      prepare,
      run: () => vps.takeSnapshot(),
      tidy: () => vps.deleteSnapshots(0),
    },
  };
}

async function commitAndTag(container: Docker.Container, docker: Docker): Promise<undefined> {
  const { Id } = (await container.commit({ pause: true })) as { Id: string };
  await docker.getImage(Id).tag({ repo: RAW_REPOSITORY, tag: RAW_TAG });
}
