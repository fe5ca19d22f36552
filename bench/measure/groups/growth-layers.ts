import type Docker from 'dockerode';
import { BASE_IMAGE } from '../../common/base-image';
import { BenchVps, writeChange } from '../bench-vps';
import { compare } from '../compare';
import type { BenchContext, Group } from '../group';
import { makeMeasure } from '../measure';
import { RawVps } from '../raw-vps';
import { commitAndTag, removeRawSnapshot } from '../raw-snapshot';
import type { Measure } from '../results';

const DEPTHS = [1, 10, 25, 45, 75, 100];
const RUNS = 4;
const CHANGED_BYTES = 4096;
const IMAGE = 'holdfast-bench-deep';

/** What a VPS costs whose image has many layers. */
export const growthOfLayers: Group = {
  name: 'growth-layers',
  title: 'Growth: 1 to 100 layers',
  long: true,
  run: async (context) => {
    const measures: Measure[] = [];
    for (const depth of DEPTHS) {
      context.say(`${depth} layers`);
      const image = `${IMAGE}:${depth}`;
      await makeDeepImage(context.docker, image, depth);
      try {
        measures.push(await measureAt(context, image, depth));
      } finally {
        await context.docker.getImage(image).remove();
      }
    }
    const line = (name: string, side: number) => ({
      name,
      points: measures.map(({ sides }, at) => [DEPTHS[at] ?? 0, sides[side]?.summary.median ?? 0] as const),
    });
    const flatten = context.stack.settings.HOLDFAST_FLATTEN_LAYERS;
    return {
      measures,
      charts: [
        {
          name: 'growth-layers',
          title: 'Snapshot and restart by the layers of the image',
          x: { label: 'layers' },
          y: { label: 'median, ms', fromZero: true },
          lines: [
            line('POST restart', 3),
            line('stop, commit, rename, create, start, remove', 2),
            line('POST snapshot', 1),
            line('commit, tag', 0),
          ],
        },
      ],
      notes: [`From ${flatten} layers on, a restart flattens its snapshot to one layer.`],
    };
  },
};

async function measureAt(context: BenchContext, image: string, depth: number): Promise<Measure> {
  const { docker, signal } = context;
  return BenchVps.with(context, `bench-deep-${depth}`, { image }, async (vps) => {
    const raw = await RawVps.create(docker, vps.container());
    const change = (of: { container(): Docker.Container }) => () =>
      writeChange(of.container(), CHANGED_BYTES);
    const keepNone = (): Promise<void> => vps.deleteSnapshots(0);
    try {
      const snapshots = await compare(
        {
          runs: RUNS,
          warmUp: 1,
          sides: [
            {
              what: 'commit, tag',
              prepare: change(raw),
              run: async () => (await commitAndTag(docker, raw.container()), {}),
              tidy: () => removeRawSnapshot(docker),
            },
            {
              what: 'POST snapshot',
              prepare: change(vps),
              run: async () => ({ operation: await vps.takeSnapshot() }),
              tidy: keepNone,
            },
          ],
        },
        signal,
      );
      const restarts = await compare(
        {
          runs: RUNS,
          warmUp: 0,
          sides: [
            {
              what: 'stop, commit, rename, create, start, remove',
              prepare: change(raw),
              run: async () => (await raw.restart(), {}),
            },
            {
              what: 'POST restart',
              prepare: change(vps),
              run: async () => ({ operation: await vps.restart() }),
            },
          ],
        },
        signal,
      );
      const sides = [...snapshots, ...restarts].map(({ what, ms }) => ({ what, samples: ms }));
      return makeMeasure(`${depth} layers`, 'ms', sides);
    } finally {
      await raw.remove();
    }
  });
}

/** Commits a container on the image before, again and again, each with a file of its own. */
async function makeDeepImage(docker: Docker, image: string, depth: number): Promise<void> {
  const [repo = '', tag = ''] = image.split(':');
  let from = BASE_IMAGE;
  for (let layers = 1; layers < depth; layers += 1) {
    const Cmd = ['/bin/sh', '-c', `echo ${layers} > /root/layer-${layers}`];
    const container = await docker.createContainer({ Image: from, Cmd });
    await container.start();
    await container.wait();
    const { Id } = (await container.commit({ changes: 'CMD ["/sbin/boot"]' })) as { Id: string };
    await container.remove();
    from = Id;
  }
  await docker.getImage(from).tag({ repo, tag });
}
