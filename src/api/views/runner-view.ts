import type { RunnerView } from '../schemas/responses/runner';
import { type RunnerDirectory, silentSeconds } from '../temporal/runners';

/** Every runner as the API shows it, by name. */
export async function viewRunners(directory: RunnerDirectory): Promise<RunnerView[]> {
  const fleet = await directory.fleet();
  const runners = await Promise.all(
    fleet.map(async ({ name, alive, last_seen, vps_count }): Promise<RunnerView> => {
      const status = alive ? await directory.status(name) : null;
      return {
        name,
        alive,
        last_seen: last_seen === null ? null : new Date(last_seen).toISOString(),
        silent_seconds: last_seen === null ? null : silentSeconds(last_seen),
        vps_count,
        docker_version: status?.docker?.version ?? null,
        docker_api_version: status?.docker?.api_version ?? null,
        disk: status?.disk ?? null,
        snapshot_bytes: status?.snapshot_bytes ?? null,
        snapshot_count: status?.snapshot_count ?? null,
        vps_containers: status?.vps_containers ?? null,
        cpus: status?.cpus ?? null,
        memory_bytes: status?.memory_bytes ?? null,
      };
    }),
  );
  return runners.sort((a, b) => (a.name < b.name ? -1 : 1));
}
