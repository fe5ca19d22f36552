/**
 * Every way in which a request can fail, in one table: the activity failure's type, the HTTP status, and the
 * texts of the documentation (`docs/errors.md` is generated from it). A code never changes its meaning.
 */
export const ERRORS = {
  malformed_request: {
    status: 400,
    title: 'The request cannot be read',
    remedy: 'Send a JSON body with `Content-Type: application/json`.',
  },
  invalid_request: {
    status: 400,
    title: 'A field of the request is wrong',
    remedy: 'The detail names each field and what it takes.',
  },
  unauthorized: {
    status: 401,
    title: 'A token is needed',
    remedy: 'Send `Authorization: Bearer <secret>`, or sign in with `POST /api/session`.',
  },
  forbidden_origin: {
    status: 403,
    title: 'The request comes from another site',
    remedy:
      'Call the API by the address it listens on, not from a web page of another origin. Other names are allowed with `HOLDFAST_ALLOWED_HOSTS`.',
  },
  terminal_disabled: {
    status: 403,
    title: 'Terminals are turned off',
    remedy: 'Whoever runs the API or the runner allows them with `HOLDFAST_TERMINAL=true`.',
  },
  forbidden_role: {
    status: 403,
    title: 'The token may not do this',
    remedy: 'Use a token with the role that the detail names; `HOLDFAST_TOKEN` of the API lists them.',
  },
  route_not_found: {
    status: 404,
    title: 'No such path',
    remedy: 'The page `/docs` lists the calls.',
  },
  vps_not_found: {
    status: 404,
    title: 'No VPS has this task_id',
    remedy: 'List them with `GET /api/vps`.',
  },
  snapshot_not_found: {
    status: 404,
    title: 'The VPS has no such snapshot',
    remedy: 'List them with `GET /api/vps/snapshots/{task_id}`.',
  },
  operation_not_found: {
    status: 404,
    title: 'No such operation',
    remedy:
      'List them with `GET /api/operations`. Operations are kept for the retention of the Temporal namespace.',
  },
  container_not_found: {
    status: 404,
    title: 'The runner has no such container',
    remedy: 'Give the name or id that `docker ps -a` shows on that runner.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The path does not take this method',
    remedy: 'The `Allow` header lists what it takes.',
  },
  task_id_in_use: {
    status: 409,
    title: 'A VPS has this task_id already',
    remedy: 'Choose another task_id, or delete that VPS first.',
  },
  container_name_in_use: {
    status: 409,
    title: 'A container that is not ours has the name',
    remedy: 'Rename or remove that container on the runner, or adopt it.',
  },
  container_already_managed: {
    status: 409,
    title: 'The container belongs to a VPS already',
    remedy: 'Use the VPS that the detail names.',
  },
  invalid_state: {
    status: 409,
    title: 'Not possible in the state that the VPS is in',
    remedy: 'The detail says which state that is and which call leads out of it.',
  },
  vps_busy: {
    status: 409,
    title: 'An operation in progress may touch the same snapshot',
    remedy: 'Send the request again when the operation that the detail names has ended.',
  },
  snapshot_in_use: {
    status: 409,
    title: 'The VPS stands on this snapshot',
    remedy: 'It can be deleted once the VPS has been recreated from another one.',
  },
  snapshot_pinned: {
    status: 409,
    title: 'The snapshot is pinned',
    remedy: 'Unpin it first: `PATCH` it with `{"pinned": false}`.',
  },
  snapshots_exist: {
    status: 409,
    title: 'The VPS has snapshots',
    remedy: 'Say what becomes of them: `?snapshots=delete` or `?snapshots=keep`.',
  },
  nothing_to_restore: {
    status: 409,
    title: 'The container is gone and there is no snapshot',
    remedy: 'Nothing is left on the runner to bring the VPS back from. Delete it and create it again.',
  },
  configuration_differs: {
    status: 409,
    title: 'The replacement would not have the configuration of the VPS',
    remedy: 'The detail lists the differing settings. The VPS was not touched.',
  },
  layer_limit: {
    status: 409,
    title: 'The VPS stands on too many layers for another snapshot',
    remedy: 'Restore an older snapshot, or export the VPS and create it again.',
  },
  snapshot_limit: {
    status: 409,
    title: 'The VPS has as many snapshots as can be kept',
    remedy:
      'Nothing was changed. Delete snapshots that are no longer needed, or let the oldest rotate out: `PATCH /api/vps/{task_id}` with `max_snapshots`; pinned ones stay, and count.',
  },
  snapshot_too_large: {
    status: 409,
    title: 'The VPS holds more than a snapshot may take',
    remedy:
      'The VPS is as it was, and no snapshot is kept. Remove files or move them to a volume, or raise the limit: `PATCH /api/vps/{task_id}` with `max_snapshot_bytes` (0: none, null: the `HOLDFAST_MAX_SNAPSHOT_MB` of its runner).',
  },
  cancelled: {
    status: 409,
    title: 'The operation was cancelled',
    remedy:
      'What it had begun was undone; a snapshot that it had finished is kept. Send the request again to repeat it.',
  },
  operation_ended: {
    status: 409,
    title: 'The operation has ended already',
    remedy: 'An operation that has ended cannot be cancelled.',
  },
  terminal_ended: {
    status: 409,
    title: 'The terminal was ended',
    remedy: 'The detail says why. What ran in the shell got a hang-up; open another terminal to go on.',
  },
  payload_too_large: {
    status: 413,
    title: 'The request body is too large',
    remedy: 'The limit is 256 KiB.',
  },
  qemu_not_supported: {
    status: 422,
    title: 'Snapshots are for Docker VPSs only',
    remedy: 'Create the VPS with `"vps_backend": "docker"`.',
  },
  image_not_found: {
    status: 422,
    title: 'The image does not exist',
    remedy: 'Check its name, and that the runner can pull it or has it.',
  },
  configuration_refused: {
    status: 422,
    title: 'Docker refuses this configuration',
    remedy: "The detail holds the engine's own words.",
  },
  bind_not_allowed: {
    status: 422,
    title: 'The runner does not give away this directory',
    remedy: 'Use a volume, or name the directory in `HOLDFAST_BIND_DIRS` of the runner.',
  },
  runner_unknown: {
    status: 422,
    title: 'No such runner',
    remedy: 'List them with `GET /api/runners`.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
    remedy: 'Use a new key for a new request.',
  },
  queue_full: {
    status: 429,
    title: 'Too many operations wait for this VPS',
    remedy: 'Wait for some of them to end: `GET /api/operations?vps={task_id}`.',
  },
  terminal_limit: {
    status: 429,
    title: 'Too many terminals are open',
    remedy: 'Close one of them.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    remedy:
      'Wait as long as `Retry-After` says. `HOLDFAST_RATE_LIMIT` and `HOLDFAST_FAILED_AUTH_LIMIT` of the API set the limits.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong inside Holdfast',
    remedy: 'The log of the API has the cause under the request id that the answer carries.',
  },
  docker_failed: {
    status: 502,
    title: 'Docker failed',
    remedy: "The detail holds the engine's own words. The VPS is as it was before.",
  },
  snapshot_failed: {
    status: 502,
    title: 'The snapshot failed',
    remedy: 'The VPS is as it was before. To stop it without a snapshot, send `{"snapshot": false}`.',
  },
  way_back_failed: {
    status: 502,
    title: 'The operation failed, and so did the way back',
    remedy:
      'No file is lost. `GET /api/vps/{task_id}` shows the VPS as it is. Remove the cause that the detail names, then start or restart it; Holdfast tries that by itself a few times if the restart policy is `always` or `unless-stopped`.',
  },
  vps_not_healthy: {
    status: 502,
    title: 'The VPS did not come up',
    remedy: 'The detail holds the last lines of its log. The VPS is as it was before.',
  },
  terminal_failed: {
    status: 502,
    title: 'The terminal could not be opened',
    remedy:
      'The detail says what failed. A terminal needs `/bin/sh` in the VPS, and a runner that can reach the API.',
  },
  temporal_unreachable: {
    status: 503,
    title: 'Temporal cannot be reached',
    remedy:
      'Try again when Temporal answers: `GET /health/ready`. With an `Idempotency-Key` nothing is done twice.',
  },
  too_many_streams: {
    status: 503,
    title: 'Too many event streams are open',
    remedy: 'Close some, read without a stream, or raise `HOLDFAST_STREAM_LIMIT` of the API.',
  },
  no_runner: {
    status: 503,
    title: 'No runner is alive',
    remedy: 'Start a worker with the runner role, see `GET /api/runners`.',
  },
  runner_silent: {
    status: 503,
    title: 'The runner of the VPS does not answer',
    remedy: 'Try again when it is back: `GET /api/runners`.',
  },
  no_host_worker: {
    status: 503,
    title: 'No host worker answers',
    remedy:
      'Start a worker with the host role. The request may yet be taken up when one is back; repeated with the same `Idempotency-Key` it is done once.',
  },
  insufficient_disk: {
    status: 507,
    title: 'Not enough disk on the runner',
    remedy: 'Delete snapshots or free space. The detail has the figures.',
  },
} as const satisfies Record<string, { status: number; title: string; remedy: string }>;

export type ErrorCode = keyof typeof ERRORS;
export const ERROR_CODES = Object.keys(ERRORS) as ErrorCode[];

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}
