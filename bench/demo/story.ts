import type Docker from 'dockerode';
import { ApiError, type ChangeAnswer, type HoldfastApi, type SnapshotAnswer } from '../common/api';
import { BASE_IMAGE } from '../common/base-image';
import { formatBytes } from '../common/bytes';
import { BREAK_COMMAND, CHECKSUM_COMMAND, INSTALL_COMMAND, pageOfRun, RUN_COMMAND } from './program';
import { ANOTHER_ENGINE, DemoVps, fetchPage, tryToFetch } from './demo-vps';
import { expectThat } from './expect';
import type { Narrator, Tell } from './narrator';
import { formatTable } from '../common/table';

export interface StoryParts {
  api: HoldfastApi;
  docker: Docker;
  narrator: Narrator;
  taskId: string;
  labels: { [name: string]: string };
}

/** What every step works with. */
interface Scene extends StoryParts {
  vps: DemoVps;
  /** Where the VPS is to be found, from its creation to the end. */
  address: string;
}

const NOTE = 'buy more kelp';
/** As many snapshots as make rotation quick to show; the default of 5 lies within. */
const FEW_SNAPSHOTS = { least: 4, most: 10, instead: 5 };

/**
 * The demo: a VPS is created, gets a program, is snapshotted, broken, restored, stopped, restarted, and taken past its
 * number of snapshots. Each step fails the demo when it does not see what it should.
 */
export async function tellStory(parts: StoryParts): Promise<void> {
  const vps = new DemoVps(parts.taskId, parts.api, parts.docker);
  const address = await createVps(parts, vps);
  const scene: Scene = { ...parts, vps, address };
  const sums = await installProgram(scene);
  const snapshotId = await takeSnapshot(scene);
  await breakVps(scene);
  await restoreVps(scene, snapshotId, sums);
  await stopVps(scene);
  await restartVps(scene);
  await exceedLimit(scene);
  await showSnapshots(scene);
}

async function createVps({ api, narrator, taskId, labels }: StoryParts, vps: DemoVps): Promise<string> {
  return narrator.step(`Create the VPS ${taskId}`, async (tell) => {
    const request = { task_id: taskId, image: BASE_IMAGE, ports: [22], labels };
    const created = await api.change('POST', '/api/vps/create', request).catch(explainMissingImage);
    await vps.requireOnThisEngine();
    const address = await vps.address();
    const page = await fetchPage(address);
    expectThat(page.status === 200, 'the new VPS serves its page', page);
    tell(`its port 22 is at ${address}, which answers: ${page.text}`);
    await adjustPolicy(api, taskId, tell);
    await tellLink(api, created, tell);
    return address;
  });
}

/** The image was made a moment ago. */
function explainMissingImage(error: unknown): never {
  if (error instanceof ApiError && error.code === 'image_not_found') {
    throw new Error(`The service does not have the image that the demo made. ${ANOTHER_ENGINE}`, {
      cause: error,
    });
  }
  throw error;
}

/** The story needs an automatic snapshot at the stop, and a limit that is reached soon. */
async function adjustPolicy(api: HoldfastApi, taskId: string, tell: Tell): Promise<void> {
  const { policy } = await api.getVps(taskId);
  const { least, most, instead } = FEW_SNAPSHOTS;
  const isFew = policy.max_snapshots >= least && policy.max_snapshots <= most;
  const patch = {
    ...(!policy.auto_snapshot_on_stop && { auto_snapshot_on_stop: true }),
    ...(!isFew && { max_snapshots: instead }),
  };
  if (Object.keys(patch).length === 0) return;
  await api.patchPolicy(taskId, patch);
  tell(`its policy, other than the runner's default: ${JSON.stringify(patch)}`);
}

/** Returns the checksums of what is to be whole again later. */
async function installProgram({ narrator, vps, address }: Scene): Promise<string> {
  return narrator.step('Install a program in it, as by `docker exec`', async (tell) => {
    await vps.mustExec(INSTALL_COMMAND);
    const printed = await vps.mustExec(RUN_COMMAND);
    expectThat(printed === pageOfRun(1), `the program prints "${pageOfRun(1)}"`, printed);
    await expectPage(address, pageOfRun(1));
    tell(`$ tide\n${printed}`);
    return vps.mustExec(CHECKSUM_COMMAND);
  });
}

async function takeSnapshot({ api, narrator, taskId }: Scene): Promise<string> {
  return narrator.step('Take a snapshot', async (tell) => {
    const taken = await api.change('POST', `/api/vps/snapshots/${taskId}`, { message: 'tide installed' });
    expectThat(taken.snapshot !== undefined, 'the answer names the snapshot', taken);
    const { id, unique_size } = taken.snapshot;
    const [newest] = await api.listSnapshots(taskId);
    expectThat(newest?.id === id, `the list begins with ${id}`, newest);
    tell(`image ${taken.tag}, ${formatBytes(unique_size)} of its own`);
    await tellLink(api, taken, tell);
    return id;
  });
}

async function breakVps({ narrator, vps, address }: Scene): Promise<void> {
  await narrator.step('Break it', async (tell) => {
    tell(`$ ${BREAK_COMMAND}`);
    await vps.mustExec(BREAK_COMMAND);
    const { exitCode, output } = await vps.exec(RUN_COMMAND);
    expectThat(exitCode === 127, 'the program is gone', { exitCode, output });
    const page = await fetchPage(address);
    expectThat(page.status === 404, 'its page is gone', page);
    tell(`$ tide\n${output}`);
    tell(`${address} answers: ${page.status}`);
  });
}

async function restoreVps(scene: Scene, snapshotId: string, sums: string): Promise<void> {
  const { api, narrator, taskId, vps, address } = scene;
  await narrator.step('Restore the snapshot', async (tell) => {
    const restored = await api.change('POST', `/api/vps/snapshots/${taskId}/${snapshotId}/restore`);
    // The boot script of the program came back too, and made the second run.
    await expectPage(address, pageOfRun(2));
    const sumsNow = await vps.mustExec(CHECKSUM_COMMAND);
    expectThat(sumsNow === sums, 'every damaged file is as it was in the snapshot', sumsNow);
    tell(`whole again: ${sums.split('\n').length} damaged files have their checksums of before`);
    tell(`$ tide\n${await vps.mustExec(RUN_COMMAND)}`);
    expectThat(restored.saved_snapshot !== undefined, 'a restore saves what it replaces', restored);
    tell(`the broken state is in the safety snapshot ${restored.saved_snapshot.id}, should anybody miss it`);
    await tellLink(api, restored, tell);
  });
}

async function stopVps({ api, narrator, taskId, vps, address }: Scene): Promise<void> {
  await narrator.step('Write a note, and stop the VPS', async (tell) => {
    await vps.mustExec(`echo '${NOTE}' > /root/note`);
    const stopped = await api.change('POST', `/api/vps/stop/${taskId}`);
    const { status } = await api.getVps(taskId);
    expectThat(status === 'stopped', 'the VPS is stopped', status);
    expectThat((await tryToFetch(address)) === undefined, `${address} is silent`, 'an answer');
    expectThat(stopped.snapshot !== undefined, 'the stop took a snapshot by itself', stopped);
    tell(`${address} is silent; the stop took the snapshot ${stopped.snapshot.id} by itself`);
    await tellLink(api, stopped, tell);
  });
}

async function restartVps({ api, narrator, taskId, vps, address }: Scene): Promise<void> {
  await narrator.step('Restart it', async (tell) => {
    const restarted = await api.change('POST', `/api/vps/restart/${taskId}`);
    const addressNow = await vps.address();
    expectThat(addressNow === address, `its address is still ${address}`, addressNow);
    await expectPage(address, pageOfRun(4));
    const note = await vps.mustExec('cat /root/note');
    expectThat(note === NOTE, `the note says "${NOTE}"`, note);
    tell(`it came back from ${restarted.snapshot_id ?? '(no snapshot)'}`);
    tell(`the same address ${address} answers: ${pageOfRun(4)}`);
    tell(`$ cat /root/note\n${note}`);
    await tellLink(api, restarted, tell);
  });
}

async function exceedLimit(scene: Scene): Promise<void> {
  const { api, narrator, taskId } = scene;
  const { policy } = await api.getVps(taskId);
  const before = await api.listSnapshots(taskId);
  const count = policy.max_snapshots - before.length + 2;
  await narrator.step(
    `Take ${count} more snapshots, where ${policy.max_snapshots} are kept`,
    async (tell) => {
      const rotated: string[] = [];
      for (let number = 1; number <= count; number += 1)
        rotated.push(...(await takeOneMore(scene, number, tell)));
      const now = await api.listSnapshots(taskId);
      expectThat(now.length === policy.max_snapshots, `${policy.max_snapshots} snapshots are kept`, now);
      const oldest = before.slice(-2).map(({ id }) => id);
      expectThat(sameMembers(rotated, oldest), `the two oldest rotated out: ${oldest.join(', ')}`, rotated);
    },
  );
}

async function takeOneMore({ api, taskId }: Scene, number: number, tell: Tell): Promise<string[]> {
  const startedAt = performance.now();
  const taken = await api.change('POST', `/api/vps/snapshots/${taskId}`, { message: `number ${number}` });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(2);
  const out = taken.rotated_out.length === 0 ? '' : `, ${taken.rotated_out.join(', ')} rotated out`;
  tell(`${taken.snapshot?.id ?? ''} taken in ${seconds} s${out}`);
  await tellLink(api, taken, tell);
  return taken.rotated_out;
}

async function showSnapshots({ api, narrator, taskId }: Scene): Promise<void> {
  await narrator.step('List the snapshots, newest first', async (tell) => {
    const rows = (await api.listSnapshots(taskId)).map(rowOf);
    tell(formatTable(['id', 'reason', 'message', 'own', 'whole', 'layers', ''], rows, [3, 4, 5]));
  });
}

function rowOf(snapshot: SnapshotAnswer): string[] {
  const { id, reason, message, unique_size, size, layers, head, in_use } = snapshot;
  const marks = [head ? 'a restart comes back to it' : '', in_use ? 'the VPS stands on it' : ''];
  return [
    id,
    reason,
    message ?? '',
    formatBytes(unique_size),
    formatBytes(size),
    String(layers),
    marks.filter((mark) => mark !== '').join(', '),
  ];
}

async function expectPage(address: string, text: string): Promise<void> {
  const page = await fetchPage(address);
  expectThat(page.status === 200 && page.text === text, `${address} serves "${text}"`, page);
}

async function tellLink(api: HoldfastApi, { operation_id }: ChangeAnswer, tell: Tell): Promise<void> {
  tell((await api.getOperation(operation_id)).temporal_url);
}

function sameMembers(some: readonly string[], others: readonly string[]): boolean {
  return [...some].sort().join() === [...others].sort().join();
}
