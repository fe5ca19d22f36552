import { hostname } from 'node:os';
import { identifyProcess, stillRuns } from '../../src/platform/process-identity';
import { ApiError, type HoldfastApi, type VpsAnswer } from '../common/api';

/** The label by which a VPS of the demo is known, and which process made it. */
const PROCESS_LABEL = 'holdfast-demo.process';

/** The labels of a VPS that this process is to delete. One that is to be kept gets none. */
export function demoLabels(): { [name: string]: string } {
  const { pid, started } = identifyProcess(process.pid) ?? { pid: process.pid, started: '' };
  return { [PROCESS_LABEL]: JSON.stringify([hostname(), pid, started]) };
}

/** Deletes the VPSs of demos that were interrupted; one that still runs keeps its own. Returns their task ids. */
export async function deleteLeftovers(api: HoldfastApi): Promise<string[]> {
  const leftovers = (await api.listVps()).filter(isLeftover).map(({ task_id }) => task_id);
  for (const taskId of leftovers) await deleteVps(api, taskId);
  return leftovers;
}

/** Deletes a VPS with its snapshots; nothing happens when it is gone. Returns the operation, if there was one. */
export async function deleteVps(api: HoldfastApi, taskId: string): Promise<string | undefined> {
  try {
    return (await api.change('DELETE', `/api/vps/${taskId}?snapshots=delete`)).operation_id;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'vps_not_found') return undefined;
    throw error;
  }
}

function isLeftover({ spec }: VpsAnswer): boolean {
  const made = parseLabel(spec?.labels[PROCESS_LABEL]);
  return made !== undefined && made.host === hostname() && !stillRuns(made);
}

function parseLabel(label: string | undefined): { host: string; pid: number; started: string } | undefined {
  try {
    const [host, pid, started] = JSON.parse(label ?? '') as unknown[];
    const isWhole = typeof host === 'string' && typeof pid === 'number' && typeof started === 'string';
    return isWhole ? { host, pid, started } : undefined;
  } catch {
    return undefined;
  }
}
