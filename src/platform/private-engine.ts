import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBridge, removeBridge } from './bridge';
import type { DataDirectory } from './data-directory';
import { askEngineVersion, type EngineVersion } from './docker-ping';
import { endProcess } from './end-process';
import { findExecutable } from './find-executable';
import { readPidFile } from './pid-file';
import { identifyProcess, type ProcessIdentity } from './process-identity';
import { superviseProcess, type SupervisedProcess } from './supervised-process';
import { isMountPoint, unmount, unmountBelow } from './unmount';
import type { Say } from './say';

/** A Docker Engine that serves one data directory and nobody else. */
export interface PrivateEngine {
  host: string;
  version: EngineVersion;
  process: SupervisedProcess;
  /** To be called when the process has been stopped: takes away what it leaves in the system. */
  removeTraces(): Promise<void>;
}

export interface PrivateEngineOptions {
  /**
   * Whether the engine sets up packet filtering: without it, VPSs reach no outside network. An engine that starts
   * resets the chains that all engines of a machine share, so a second one must do without.
   */
  firewall: boolean;
}

const ANSWER_TIMEOUT_MS = 60_000;
const SHUTDOWN_SECONDS = 15;

/**
 * Starts an engine of our own, or takes over the one that a killed start has left running, with its containers.
 * It ends by its supervised process.
 */
export async function startPrivateEngine(
  data: DataDirectory,
  options: PrivateEngineOptions,
  say: Say,
): Promise<PrivateEngine> {
  const paths = enginePaths(data);
  const leftover = await usableLeftover(paths, data, say);
  // dockerd mounts its folder on itself, which then cannot be removed, and leaves it so. A person's own mount stays.
  const mountIsOurs = !(await isMountPoint(data.dockerRoot));
  if (leftover === undefined) {
    mkdirSync(data.dockerRoot, { recursive: true, mode: 0o711 });
    mkdirSync(paths.run, { recursive: true, mode: 0o711 });
    // Its own, so that a configuration meant for the machine's engine does not reach this one.
    writeFileSync(paths.config, '{}');
    await ensureBridge(paths.bridge);
  }
  const engine = superviseProcess(
    {
      name: 'dockerd',
      command: findExecutable('dockerd') ?? 'dockerd',
      args: engineArguments(paths, data, options),
      env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin` },
      pidFile: data.pidFile('dockerd'),
      graceMs: (SHUTDOWN_SECONDS + 15) * 1000,
      output: { file: data.logFile('dockerd') },
      prepare: () => removeStalePidFiles(paths),
    },
    say,
    leftover === undefined ? {} : { adopt: leftover },
  );
  try {
    const version = await waitForAnswer(paths.host);
    const removeTraces = async (): Promise<void> => {
      await removeEngineTraces(data);
      if (mountIsOurs) await unmount(data.dockerRoot);
    };
    return { host: paths.host, version, process: engine, removeTraces };
  } catch (cause) {
    await engine.stop();
    throw new Error(`the private Docker Engine does not come up; its log: ${data.logFile('dockerd')}`, {
      cause,
    });
  }
}

/** Names as short as they are because the path of a Unix socket holds 107 characters at most. */
function enginePaths(data: DataDirectory) {
  const run = `/run/hf-${data.shortName}`;
  return {
    run,
    host: `unix://${run}/docker.sock`,
    pidFile: join(run, 'docker.pid'),
    containerdPidFile: join(run, 'containerd', 'containerd.pid'),
    config: join(run, 'daemon.json'),
    bridge: `hf-${data.shortName}`,
    namespace: `holdfast-${data.shortName}`,
  };
}

type EnginePaths = ReturnType<typeof enginePaths>;

function engineArguments(paths: EnginePaths, data: DataDirectory, options: PrivateEngineOptions): string[] {
  return [
    ['--data-root', data.dockerRoot, '--exec-root', paths.run, '--pidfile', paths.pidFile],
    ['--config-file', paths.config, '-H', paths.host, '--bridge', paths.bridge],
    // Should it share a containerd with another engine, they must not see each other's containers.
    ['--containerd-namespace', paths.namespace],
    ['--containerd-plugins-namespace', `plugins.${paths.namespace}`],
    ['--shutdown-timeout', String(SHUTDOWN_SECONDS), '--log-level', 'warn'],
    options.firewall ? [] : ['--iptables=false', '--ip6tables=false', '--ip-masq=false'],
  ].flat();
}

/** An engine of this directory that still answers; one that does not is ended. */
async function usableLeftover(
  paths: EnginePaths,
  data: DataDirectory,
  say: Say,
): Promise<ProcessIdentity | undefined> {
  const leftover = readPidFile(data.pidFile('dockerd')) ?? engineByItsOwnPidFile(paths, data);
  if (leftover === undefined) return undefined;
  try {
    await askEngineVersion(paths.host, 5000);
    say(`Docker: an earlier start left its private engine running (process ${leftover.pid}); taking it over`);
    return leftover;
  } catch {
    say(
      `Docker: ending the private engine of an earlier start (process ${leftover.pid}), which does not answer`,
    );
    await endProcess(leftover, SHUTDOWN_SECONDS * 1000);
    return undefined;
  }
}

function engineByItsOwnPidFile(paths: EnginePaths, data: DataDirectory): ProcessIdentity | undefined {
  const found = processOfDockerPidFile(paths.pidFile);
  return found?.command.includes(data.dockerRoot) === true ? found : undefined;
}

/** dockerd believes its pid files without a look at which process has the number now. */
function removeStalePidFiles(paths: EnginePaths): void {
  for (const pidFile of [paths.pidFile, paths.containerdPidFile]) {
    if (processOfDockerPidFile(pidFile)?.command.includes(paths.run) !== true)
      rmSync(pidFile, { force: true });
  }
}

function processOfDockerPidFile(pidFile: string): ProcessIdentity | undefined {
  try {
    return identifyProcess(Number(readFileSync(pidFile, 'utf8')));
  } catch {
    return undefined;
  }
}

async function waitForAnswer(host: string): Promise<EngineVersion> {
  const deadline = Date.now() + ANSWER_TIMEOUT_MS;
  for (;;) {
    try {
      return await askEngineVersion(host, 5000);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

/** Takes away what an engine of a data directory, ended by now, has left outside of it. */
export async function removeEngineTraces(data: DataDirectory): Promise<void> {
  const paths = enginePaths(data);
  await removeBridge(paths.bridge);
  await unmountBelow(paths.run);
  rmSync(paths.run, { recursive: true, force: true });
}
