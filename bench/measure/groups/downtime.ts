import { hastenAddressResolution } from '../address-resolution';
import { BannerProbe } from '../banner-probe';
import { BenchVps, writeChange } from '../bench-vps';
import { compare, type Side } from '../compare';
import { DEBIAN_IMAGE, ensureDebianImage } from '../debian-image';
import { type BenchContext, byExtent, type Group } from '../group';
import { atMost, makeMeasure, medianOf } from '../measure';
import { otherFigures, withTraces } from '../operation-sides';
import { RawVps } from '../raw-vps';
import { removeRawSnapshot } from '../raw-snapshot';
import type { GroupFindings, Target } from '../results';
import { type ChangeSize, ONE_GIGABYTE, TEN_MEGABYTES } from '../sizes';

const MOST_TIMES_RAW = 1.1;
const SSH_PORT = 22;
const DOWNTIME = 'downtime';

/** How long a real Debian's SSH server does not answer during a restart, seen from outside. */
export const downtime: Group = {
  name: 'downtime',
  title: 'Downtime of a restart, 10 MB of changes',
  run: (context) => measureDowntime(context, TEN_MEGABYTES, context.runs),
};

export const downtimeOfGigabyte: Group = {
  name: 'downtime-1gb',
  title: 'Downtime of a restart, 1 GB of changes',
  run: (context) =>
    measureDowntime(context, ONE_GIGABYTE, byExtent(context.extent, { quick: 1, normal: 3, growth: 5 })),
};

type Findings = Pick<GroupFindings, 'measures' | 'targets'>;

async function measureDowntime(context: BenchContext, size: ChangeSize, runs: number): Promise<Findings> {
  await ensureDebianImage(context.docker, context.say, context.signal);
  if (context.stack.settings.HOLDFAST_ENGINE === 'isolated') await hastenAddressResolution(context.docker);
  const image = { image: DEBIAN_IMAGE };
  // One comes back from a snapshot that was there, the other from one that its restart takes.
  return BenchVps.with(context, 'bench-downtime', image, (kept) =>
    BenchVps.with(context, 'bench-downtime-auto', image, async (saved) => {
      const raw = await RawVps.create(context.docker, kept.container());
      try {
        return await compareDowntimes(context, { kept, saved, raw }, size, runs);
      } finally {
        await raw.remove();
      }
    }),
  );
}

interface Machines {
  kept: BenchVps;
  saved: BenchVps;
  raw: RawVps;
}

async function compareDowntimes(
  context: BenchContext,
  { kept, saved, raw }: Machines,
  size: ChangeSize,
  runs: number,
): Promise<Findings> {
  await writeChange(kept.container(), size.bytes);
  await kept.takeSnapshot();
  const [source] = await kept.api.listSnapshots(kept.taskId);
  const body = { snapshot_id: source?.id ?? '', safety_snapshot: false };
  const warmUp = size === ONE_GIGABYTE ? 0 : 1;
  const sides = await compare(
    {
      runs,
      warmUp,
      sides: [
        {
          what: 'docker restart',
          ...watched(context, size, raw, () => raw.hostPort(SSH_PORT)),
          run: async () => (await raw.restartInPlace(), {}),
        },
        {
          what: 'POST restart, source there beforehand',
          ...watched(context, size, kept, () => sshPortOf(kept)),
          run: async () => ({ operation: await kept.restart(body) }),
        },
        {
          what: 'POST restart with its snapshot',
          ...watched(context, size, saved, () => sshPortOf(saved)),
          run: async () => ({ operation: await saved.restart() }),
          tidy: () => saved.deleteSnapshots(1),
        },
        commitOfStopped(context, raw, size),
      ],
    },
    context.signal,
  );
  const down = makeMeasure(`downtime, ${size.name}`, 'ms', otherFigures(sides, DOWNTIME));
  const whole = makeMeasure(`the whole call, ${size.name}`, 'ms', await withTraces(context, sides));
  return { measures: [down, whole], targets: targetsOf(down, whole, size) };
}

/** @param whole has the commit as its last side */
function targetsOf(down: Findings['measures'][number], whole: typeof down, size: ChangeSize): Target[] {
  const allowed = MOST_TIMES_RAW * medianOf(down, 0);
  const existing = atMost(
    `${down.name}: source there beforehand, to docker restart`,
    medianOf(down, 1) / medianOf(down, 0),
    MOST_TIMES_RAW,
    'x',
  );
  const withCommit = atMost(
    `${down.name}: with its snapshot, against 1.1 x docker restart and the commit`,
    medianOf(down, 2),
    allowed + medianOf(whole, 3),
    'ms',
  );
  return size === TEN_MEGABYTES ? [existing, withCommit] : [existing];
}

/** What a restart cannot do without when it takes a snapshot. */
function commitOfStopped({ docker }: BenchContext, raw: RawVps, size: ChangeSize): Side {
  return {
    what: 'commit alone, of the stopped container',
    prepare: async () => {
      await writeChange(raw.container(), size.bytes);
      await raw.container().stop();
    },
    run: async () => (await raw.container().commit({ repo: 'holdfast-bench', tag: 'raw' }), {}),
    tidy: async () => {
      await raw.container().start();
      await removeRawSnapshot(docker);
    },
  };
}

/** Changes a VPS and watches its SSH server from before the restart until it answers again. */
function watched(
  { signal }: BenchContext,
  { bytes }: ChangeSize,
  vps: BenchVps | RawVps,
  port: () => Promise<number>,
): Pick<Required<Side>, 'prepare' | 'after'> {
  let probe: BannerProbe | undefined;
  return {
    prepare: async () => {
      await writeChange(vps.container(), bytes);
      probe = await BannerProbe.start(await port(), signal);
    },
    after: async () => ({ [DOWNTIME]: (await probe?.outageMs()) ?? Number.NaN }),
  };
}

async function sshPortOf(vps: BenchVps): Promise<number> {
  const { endpoints } = await vps.api.getVps(vps.taskId);
  return endpoints.find(({ container_port }) => container_port === SSH_PORT)?.host_port ?? Number.NaN;
}
