import { existsSync, readdirSync } from 'node:fs';
import type { DataDirectory } from './data-directory';
import { canInstallDebianPackages, installDebianPackages } from './debian-packages';
import { askEngineVersion } from './docker-ping';
import { findExecutable } from './find-executable';
import { type PrivateEngine, type PrivateEngineOptions, startPrivateEngine } from './private-engine';
import { identifyProcess } from './process-identity';
import type { Settings } from './settings';
import type { Say } from './say';

/** The Docker Engine that the runner is to use. */
export interface DockerEngine {
  /** As `DOCKER_HOST` takes it. */
  host: string;
  description: string;
  /** Set when the engine is ours to stop. */
  own: PrivateEngine | undefined;
}

const DEFAULT_SOCKET = '/var/run/docker.sock';
const ANSWER_TIMEOUT_MS = 5000;

/** What a private engine needs, and the Debian package that has it. */
const PROGRAMS = [
  { program: 'dockerd', package: 'docker.io' },
  { program: 'iptables', package: 'iptables' },
  { program: 'ip', package: 'iproute2' },
];

/**
 * Finds an engine, or provides one, in this order: a private one if `HOLDFAST_ENGINE` says so; `DOCKER_HOST`; the private engine that already holds VPSs of this data
 * directory; the machine's own at the default socket; a new private engine. An engine that runs is only talked to.
 *
 * @throws Error that says what a person can do, when there is none
 */
export async function findDocker(
  settings: Pick<Settings, 'DOCKER_HOST' | 'HOLDFAST_ENGINE'>,
  data: DataDirectory,
  say: Say,
): Promise<DockerEngine> {
  if (settings.HOLDFAST_ENGINE === 'isolated') return providePrivateEngine(data, { firewall: false }, say);
  if (settings.DOCKER_HOST !== undefined) return useNamedEngine(settings.DOCKER_HOST);
  if (existsSync(data.dockerRoot)) return provideFilteringEngine(data, say);
  const host = `unix://${DEFAULT_SOCKET}`;
  try {
    return await useEngine(host, 'default socket');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    say(`Docker: ${reason}`);
    refuseIfImpossible(reason);
  }
  await installMissingPrograms(say);
  // Where a service manager runs, the installation has started the machine's own engine.
  return useEngine(host, 'default socket').catch(() => provideFilteringEngine(data, say));
}

async function useNamedEngine(host: string): Promise<DockerEngine> {
  try {
    return await useEngine(host, 'DOCKER_HOST');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Docker: ${reason}.\nStart that engine, or unset DOCKER_HOST to use this machine's.`, {
      cause,
    });
  }
}

async function useEngine(host: string, origin: string): Promise<DockerEngine> {
  try {
    const { version, apiVersion } = await askEngineVersion(host, ANSWER_TIMEOUT_MS);
    return {
      host,
      description: `Docker ${version} (API ${apiVersion}) at ${host} (${origin})`,
      own: undefined,
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`no engine answers at ${host} (${origin}): ${reason}`, { cause });
  }
}

/** A private engine whose VPSs reach the network, unless that would break the network of another engine. */
async function provideFilteringEngine(data: DataDirectory, say: Say): Promise<DockerEngine> {
  const other = otherFilteringEngine(data);
  if (other !== undefined)
    say(
      `Docker: another engine runs on this machine (process ${other}); the private one leaves packet filtering alone, so VPSs reach no outside network`,
    );
  return providePrivateEngine(data, { firewall: other === undefined }, say);
}

async function providePrivateEngine(
  data: DataDirectory,
  options: PrivateEngineOptions,
  say: Say,
): Promise<DockerEngine> {
  await installMissingPrograms(say);
  say(`Docker: running a private engine with its data in ${data.dockerRoot}`);
  const own = await startPrivateEngine(data, options, say);
  const { version, apiVersion } = own.version;
  return {
    host: own.host,
    description: `Docker ${version} (API ${apiVersion}) at ${own.host} (private)`,
    own,
  };
}

function refuseIfImpossible(reason: string): void {
  const isRoot = process.getuid?.() === 0;
  const missing = missingPrograms().length > 0;
  if (process.platform === 'linux' && isRoot && (!missing || canInstallDebianPackages())) return;
  throw new Error(
    [
      `Docker: ${reason}.`,
      reason.includes('EACCES')
        ? 'An engine is there, but this user may not use it: join the group docker and log in again, or run as root.'
        : 'Start Docker, or name an engine in DOCKER_HOST (unix:///path or tcp://host:port). As root on Debian or Ubuntu, Holdfast installs and starts one by itself.',
    ].join('\n'),
  );
}

function missingPrograms() {
  return PROGRAMS.filter(({ program }) => findExecutable(program) === undefined);
}

async function installMissingPrograms(say: Say): Promise<void> {
  const missing = missingPrograms();
  if (missing.length === 0) return;
  say(`Docker: ${missing.map(({ program }) => program).join(', ')} missing`);
  await installDebianPackages(
    missing.map((entry) => entry.package),
    say,
  );
}

/** The pid of an engine that is not this directory's and keeps packet filter rules. */
function otherFilteringEngine(data: DataDirectory): number | undefined {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid))
    .find((pid) => {
      const command = identifyProcess(pid)?.command ?? '';
      return (
        /^\S*dockerd(\s|$)/.test(command) &&
        !command.includes('--iptables=false') &&
        !command.includes(data.dockerRoot)
      );
    });
}
