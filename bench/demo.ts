import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { HoldfastApi } from './common/api';
import { ensureBaseImage } from './common/base-image';
import { formatBytes } from './common/bytes';
import { type Interruption, runToExit } from './common/interruption';
import { openService, type Service } from './common/service';
import { deleteLeftovers, deleteVps, demoLabels } from './demo/leftovers';
import { Narrator } from './demo/narrator';
import { tellStory } from './demo/story';

const USAGE = `npm run demo [-- --keep]

Takes a real VPS through snapshot, accident, restore, stop, restart and rotation, and says at each
step what happened, how long it took, and where the Temporal Web UI shows it.

  --keep   leave the VPS and its snapshots there for you to look at

HOLDFAST_URL and HOLDFAST_TOKEN name another service than the one on this machine's port 8000.
`;

async function main(interruption: Interruption): Promise<void> {
  const { values } = parseArgs({ options: { keep: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  const narrator = new Narrator((text) => process.stdout.write(text));
  const service = await openService((line) => narrator.line(line), interruption);
  try {
    await runDemo(service, narrator, interruption.giveUp, values.keep === true);
  } finally {
    if (service.isOurs) narrator.line('Ending the service that the demo started.');
    await service.close();
  }
}

async function runDemo(
  service: Service,
  narrator: Narrator,
  signal: AbortSignal,
  keep: boolean,
): Promise<void> {
  const access = { token: process.env['HOLDFAST_TOKEN'] || undefined, actor: 'demo' };
  const api = new HoldfastApi(service.url, { ...access, signal });
  const cleaner = new HoldfastApi(service.url, access);
  const taskId = `demo-${randomBytes(4).toString('hex')}`;
  narrator.line(`Holdfast at ${service.url}, Docker at ${service.dockerHost}`);
  narrator.line();
  const startedAt = performance.now();

  await removeLeftovers(cleaner, narrator);
  await narrator.step('Make a base image on this machine', async (tell) => {
    const { made, size } = await ensureBaseImage(service.docker, tell);
    tell(`holdfast-demo, ${formatBytes(size)}: busybox and a boot script; no registry is asked`);
    if (!made) tell('an earlier run has made it already');
  });
  const story = { api, docker: service.docker, narrator, taskId, labels: keep ? {} : demoLabels() };
  await tellStory(story).catch(async (failure: unknown) => {
    if (keep) sayHowToGoOn(narrator, service.url, taskId);
    else await cleanUpAfterFailure(cleaner, narrator, taskId);
    throw failure;
  });
  if (keep) sayHowToGoOn(narrator, service.url, taskId);
  else await cleanUp(cleaner, narrator, taskId);
  narrator.line(`All of it held, in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
}

async function removeLeftovers(api: HoldfastApi, narrator: Narrator): Promise<void> {
  const removed = await deleteLeftovers(api);
  if (removed.length === 0) return;
  narrator.line(`Deleted what an interrupted demo had left: ${removed.join(', ')}`);
  narrator.line();
}

async function cleanUp(api: HoldfastApi, narrator: Narrator, taskId: string): Promise<void> {
  await narrator.step('Delete the VPS and its snapshots', async (tell) => {
    const operation = await deleteVps(api, taskId);
    tell(operation === undefined ? 'it was not there' : (await api.getOperation(operation)).temporal_url);
  });
}

/** What goes wrong here must not hide what went wrong before. */
async function cleanUpAfterFailure(api: HoldfastApi, narrator: Narrator, taskId: string): Promise<void> {
  try {
    await cleanUp(api, narrator, taskId);
  } catch (error) {
    narrator.line(error instanceof Error ? error.message : String(error));
    narrator.line(`${taskId} may be left behind; the next demo deletes it.`);
  }
}

function sayHowToGoOn(narrator: Narrator, url: string, taskId: string): void {
  narrator.line('The VPS stays. Look at it, and delete it when you are done:');
  narrator.line(`    curl ${url}/api/vps/${taskId}`);
  narrator.line(`    curl ${url}/api/vps/snapshots/${taskId}`);
  narrator.line(`    curl -X DELETE '${url}/api/vps/${taskId}?snapshots=delete'`);
  narrator.line();
}

runToExit(main);
