import type { FaultApi } from './fault-api';
import type { FaultStack } from './fault-stack';
import type { Judged } from './judged';
import { restartEngine } from './kill';
import { inspect } from './slot';

interface Mender {
  stack: FaultStack;
  api: FaultApi;
  report: (line: string) => void;
  /** Makes its calls idempotent. */
  key: string;
}

/**
 * Does what the error advises for VPSs that an engine has lost track of, while nobody else needs it: it is restarted,
 * and where that does not help either the VPS is given a new container.
 *
 * @param lookAgain is called for each such VPS after each attempt
 */
export async function mendEngine(
  mender: Mender,
  judged: readonly Judged[],
  lookAgain: (each: Judged) => Promise<void>,
): Promise<void> {
  const { stack, api, report, key } = mender;
  const lost = await lostBy(stack, judged);
  if (lost.length === 0) return;
  report(`       the engine has lost track of ${namesOf(lost)} in the crash; it is restarted`);
  await restartEngine(stack, api);
  await Promise.all(lost.map(lookAgain));
  const still = await lostBy(stack, lost);
  if (still.length === 0) return;
  report(`       that did not help ${namesOf(still)}: a restart gives it a new container`);
  await Promise.all(
    still.map(async (each) => {
      await giveNewContainer(api, each, key);
      await lookAgain(each);
    }),
  );
}

async function lostBy(stack: FaultStack, judged: readonly Judged[]): Promise<Judged[]> {
  const isLost = await Promise.all(judged.map(({ subject }) => engineHasLostTrack(stack, subject.taskId)));
  return judged.filter((_, index) => isLost[index]);
}

/**
 * Whether the engine refuses to start the VPS because of a port that nobody has, or of a task of its own that it does not
 * know: a defect of Engine 20.10 that is killed while it starts a container, and which only its restart mends.
 */
async function engineHasLostTrack(stack: FaultStack, taskId: string): Promise<boolean> {
  const { State } = (await inspect(stack, taskId)) ?? {};
  return /port is already allocated|task [0-9a-f]{64}.*already exists/.test(State?.Error ?? '');
}

async function giveNewContainer(api: FaultApi, each: Judged, key: string): Promise<void> {
  const { subject, expected } = each;
  const { taskId } = subject;
  await api.insist({ method: 'PATCH', path: `/api/vps/${taskId}`, body: { auto_snapshot_on_stop: true } });
  const call = { method: 'POST', path: `/api/vps/restart/${taskId}`, body: {} } as const;
  const end = await api.perform(call, `${key}-${taskId}-new-container`);
  if (end.status !== 'succeeded')
    each.ofEnd.push(`given no new container: ${end.status} ${end.code} ${end.detail}`);
  subject.state = 'running';
  if (expected !== 'gone') each.expected = { ...expected, state: 'running', head: null };
}

function namesOf(judged: readonly Judged[]): string {
  return judged.map(({ subject }) => subject.taskId).join(', ');
}
