import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { Connection } from '@temporalio/client';
import type Docker from 'dockerode';

/** What the times were measured on. */
export interface Machine {
  cores: number;
  cpu: string;
  memory_bytes: number;
  kernel: string;
  node: string;
  docker: string;
  storage_driver: string;
  temporal: string;
  /** How many processes wanted to run before the benchmark began, over the last minute. */
  load: number;
}

export async function describeMachine(docker: Docker, temporalAddress: string): Promise<Machine> {
  const { ServerVersion, Driver } = (await docker.info()) as { ServerVersion: string; Driver: string };
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memory_bytes: totalmem(),
    kernel: `${type()} ${release()}`,
    node: process.version,
    docker: ServerVersion,
    storage_driver: Driver,
    load: loadavg()[0] ?? 0,
    temporal: await temporalVersion(temporalAddress),
  };
}

async function temporalVersion(address: string): Promise<string> {
  const connection = await Connection.connect({ address });
  try {
    return (await connection.workflowService.getSystemInfo({})).serverVersion ?? 'unknown';
  } finally {
    await connection.close();
  }
}
