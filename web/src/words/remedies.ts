import type { ErrorCode } from '../api/types';

/** What a person at the dashboard can do about a failure. The API's own remedies speak to those who write calls. */
const REMEDIES: Partial<Record<ErrorCode, string>> = {
  unauthorized: 'Sign in with a token.',
  vps_not_found: 'It may have been deleted meanwhile. The fleet shows what there is.',
  snapshot_not_found: 'It may have rotated out meanwhile. The list shows what there is.',
  task_id_in_use: 'Choose another name.',
  container_name_in_use: 'Adopt that container, or rename it on the runner.',
  container_already_managed: 'Use the VPS that carries it.',
  vps_busy: 'Try again when the operation in progress has ended.',
  snapshot_in_use: 'Restart the VPS from another snapshot first, then this one can go.',
  snapshot_pinned: 'Unpin it first.',
  nothing_to_restore: 'Nothing is left to bring it back from. Delete the VPS and create it again.',
  configuration_differs: 'The VPS was not touched. The detail lists the settings that would have changed.',
  snapshot_limit: 'Delete snapshots that are no longer needed, or let the oldest rotate out.',
  layer_limit: 'Restore an older snapshot first: the VPS then stands on fewer layers.',
  cancelled: 'What it had begun was undone; the VPS is as it was before.',
  image_not_found: 'Check the name, and that the runner can pull it or has it.',
  bind_not_allowed: 'Use a volume, or have the directory allowed on the runner.',
  runner_unknown: 'Choose one of the runners on the Runners page.',
  queue_full: 'Wait until some of the operations of this VPS have ended.',
  docker_failed: 'The VPS is as it was before. Try again; if it fails again, look at Docker on the runner.',
  snapshot_failed: 'The VPS is as it was before. You can stop it without a snapshot.',
  vps_not_healthy: 'The VPS is as it was before. The detail ends with the last lines of its log.',
  temporal_unreachable: 'Try again in a moment. Nothing is done twice.',
  no_runner: 'Start the worker on that runner; the Runners page shows when it is back.',
  no_host_worker: 'Start a worker with the host role. The request is done once when it is back.',
  insufficient_disk: 'Delete snapshots, or free space on the runner.',
};

export function remedyFor(code: string, fallback: string | null = null): string | null {
  return (REMEDIES as Record<string, string>)[code] ?? fallback;
}
