import { findExecutable } from './find-executable';
import { runCommand } from './run-command';
import { chooseSubnet, gatewayOf } from './subnet';

/** Makes a network bridge for an engine of our own, with a subnet that nothing else uses. Keeps one that exists. */
export async function ensureBridge(name: string): Promise<void> {
  if (await hasAddress(name)) return;
  const subnet = chooseSubnet(await usedRanges(), Number.parseInt(name.replace(/[^0-9a-f]/g, ''), 16) || 0);
  if (subnet === undefined) throw new Error('no private subnet is free for the bridge of the Docker Engine');
  await ip('link', 'delete', name).catch(() => undefined);
  await ip('link', 'add', 'name', name, 'type', 'bridge');
  await ip('addr', 'add', gatewayOf(subnet), 'dev', name);
  await ip('link', 'set', name, 'up');
}

/** Removes a bridge; nothing happens when there is none. */
export async function removeBridge(name: string): Promise<void> {
  await ip('link', 'delete', name).catch(() => undefined);
}

async function hasAddress(name: string): Promise<boolean> {
  const shown = await ip('-4', '-o', 'addr', 'show', 'dev', name).catch(() => '');
  return shown.includes('inet ');
}

/** Every range that the machine has a route to; the default route is none. */
async function usedRanges(): Promise<string[]> {
  const routes = await ip('-4', '-o', 'route', 'show', 'table', 'all');
  return routes
    .split('\n')
    .flatMap((line) => line.trim().split(/\s+/).slice(0, 2))
    .filter((word) => /^\d/.test(word));
}

async function ip(...args: string[]): Promise<string> {
  const { ok, stdout, problem } = await runCommand(findExecutable('ip') ?? 'ip', args, { timeoutMs: 10_000 });
  if (!ok) throw new Error(`ip ${args.join(' ')}: ${problem}`);
  return stdout;
}
