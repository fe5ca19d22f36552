import { resolve } from 'node:path';
import { z } from 'zod';
import { isRunnerName } from '../domain/names';
import { FLATTEN_AT, MAX_LAYERS } from '../domain/preflight';
import { MOST_SNAPSHOTS } from '../domain/retention';
import {
  accessTokens,
  bool,
  integer,
  list,
  networks,
  port,
  portRange,
  setting,
  socketAddress,
  text,
} from './setting-types';
import { TRACE_SETTINGS } from './trace-settings';

/** Every setting, by the name of its environment variable. */
export const SETTINGS = {
  AUTO_SNAPSHOT_ON_STOP: setting(
    bool.default(true),
    'true',
    'runner',
    "Take a snapshot each time a VPS is stopped or restarted. A VPS's policy can override it.",
  ),
  MAX_SNAPSHOTS_PER_VPS: setting(
    integer(0, MOST_SNAPSHOTS).default(5),
    '5',
    'runner',
    `How many snapshots of a VPS are kept before the oldest rotate out, 0 to ${MOST_SNAPSHOTS}; with 0 none rotates out, and of a VPS with ${MOST_SNAPSHOTS} no further snapshot is taken. A VPS's policy can override it.`,
  ),
  HOLDFAST_MAX_SNAPSHOT_MB: setting(
    integer(0, 1_000_000_000).default(102_400),
    '102400',
    'runner',
    "How many megabytes a VPS may have written for a snapshot to be taken of it, holes of sparse files included; 0 means no limit. A VPS's policy can override it (`max_snapshot_bytes`).",
  ),
  SHARED_DIR: setting(
    z.string().startsWith('/', 'must be an absolute path').optional(),
    '',
    'runner',
    'A directory of the runner that every VPS created there gets at `/shared`. Snapshots do not contain it.',
  ),
  HOLDFAST_BIND_DIRS: setting(
    list(':').default([]),
    '',
    'runner',
    'Directories of the runner, separated by colons, from which a VPS may bind-mount. None by default.',
  ),
  HOLDFAST_PUBLISH_IP: setting(
    z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
    '127.0.0.1',
    'runner',
    'The address of the runner on which ports of VPSs are published; `0.0.0.0` makes them reachable from elsewhere.',
  ),
  HOLDFAST_PORT_RANGE: setting(
    portRange.default({ first: 20_000, last: 29_999 }),
    '20000-29999',
    'runner',
    'Host ports that are given to VPSs that ask for any port.',
  ),
  HOLDFAST_VERIFY_GRACE_MS: setting(
    integer(0, 600_000).default(250),
    '250',
    'runner',
    'How long, in milliseconds, a VPS must run before a start or restart counts as done.',
  ),
  HOLDFAST_VERIFY_TIMEOUT_MS: setting(
    integer(1000, 3_600_000).default(120_000),
    '120000',
    'runner',
    'How long, in milliseconds, a VPS with a HEALTHCHECK may take to become healthy.',
  ),
  HOLDFAST_DISK_RESERVE_MB: setting(
    integer(0, 10_000_000).default(512),
    '512',
    'runner',
    "Megabytes that stay free on the filesystem of Docker's data whatever is asked.",
  ),
  HOLDFAST_FLATTEN_LAYERS: setting(
    integer(3, MAX_LAYERS - 1).default(FLATTEN_AT),
    String(FLATTEN_AT),
    'runner',
    'From this many layers on, a snapshot is flattened to one before a VPS is brought back from it. Docker allows 125.',
  ),
  HOLDFAST_CACHED_WORKFLOWS: setting(
    integer(2, 10_000).default(100),
    '100',
    'host',
    'How many workflows a host worker keeps in memory between two of their tasks: a VPS that is worked on has two. Any other is made again from its history when it is needed, which takes some tens of milliseconds.',
  ),
  HOLDFAST_RUNNER: setting(
    z
      .string()
      .refine(isRunnerName, "must be lower-case letters, digits, '.', '_' and '-', at most 63")
      .default('local'),
    'local',
    'runner',
    "The runner's name. It must stay the same: the VPSs of a runner are found under it.",
  ),
  HOLDFAST_ROLES: setting(
    list(',')
      .pipe(z.array(z.enum(['host', 'runner'])).min(1))
      .default(['host', 'runner']),
    'host,runner',
    'all',
    'What a worker does: `host` runs the workflows, `runner` the Docker operations of this machine.',
  ),
  HOLDFAST_RECONCILE_SECONDS: setting(
    integer(1, 86_400).default(120),
    '120',
    'runner',
    "How often, in seconds, a runner compares everything that Docker has with the VPSs' records, besides following Docker's events.",
  ),
  HOLDFAST_HEARTBEAT_SECONDS: setting(
    integer(1, 5).default(5),
    '5 (1 by `npm start`)',
    'all',
    'How often, in seconds, a worker tells Temporal that it lives. The API learns of a new runner by the first time.',
  ),
  HOLDFAST_HEALTH_FILE: setting(
    z.string().startsWith('/', 'must be an absolute path').optional(),
    '',
    'all',
    'A file that a worker touches every five seconds while it works: what a health check of a container looks at.',
  ),
  HOLDFAST_HOST: setting(
    z.string().min(1).default('127.0.0.1'),
    '127.0.0.1',
    'API',
    'The address that the API listens on. Another one than loopback needs `HOLDFAST_TOKEN`.',
  ),
  HOLDFAST_PORT: setting(port.default(8000), '8000', 'API', 'The port that the API listens on.'),
  HOLDFAST_TOKEN: setting(
    accessTokens.optional(),
    '',
    'API',
    'Who may call: `name:role:secret`, several separated by commas; the roles are `read`, `operate` and `admin`, secrets have at least 16 characters. A lone secret is an admin named `token`. When set, every call but health needs `Authorization: Bearer <secret>` or a session.',
  ),
  HOLDFAST_ALLOWED_HOSTS: setting(
    list(',').default([]),
    '',
    'API',
    'Host names, separated by commas, under which the API may be called besides loopback and its own address.',
  ),
  HOLDFAST_TRUSTED_PROXIES: setting(
    networks.default([]),
    '',
    'API',
    'Addresses or networks, separated by commas, of proxies whose `X-Forwarded-For` is believed.',
  ),
  HOLDFAST_RATE_LIMIT: setting(
    integer(0, 10_000_000).default(12_000),
    '12000',
    'API',
    'How many requests a minute each token may make, or each address without one; more are refused with 429. 0 means no limit.',
  ),
  HOLDFAST_FAILED_AUTH_LIMIT: setting(
    integer(0, 1_000_000).default(20),
    '20',
    'API',
    'How many wrong tokens a minute are taken from one address; then it is refused with 429 before its next one is looked at. 0 means no limit.',
  ),
  HOLDFAST_METRICS_PER_VPS: setting(
    bool.default(true),
    'true',
    'API',
    'Whether `GET /metrics` has series of each single VPS; `false` suits a fleet of thousands.',
  ),
  HOLDFAST_METRICS_ADDRESS: setting(
    socketAddress.optional(),
    '',
    'all',
    'Where a worker answers `GET /metrics` without any authentication, such as `127.0.0.1:9464`; nowhere by default.',
  ),
  ...TRACE_SETTINGS,
  HOLDFAST_WAIT_SECONDS: setting(
    integer(0, 3600).default(60),
    '60',
    'API',
    'How long, in seconds, a call waits for its operation before it answers 202. `Prefer: wait=N` overrides it.',
  ),
  HOLDFAST_QUEUE_LIMIT: setting(
    integer(1, 1000).default(20),
    '20',
    'API',
    'How many operations may wait for one VPS; more are refused with 429.',
  ),
  HOLDFAST_TERMINAL: setting(
    bool.default(true),
    'true',
    'all',
    'Whether terminals into VPSs may be opened. An API that is told `false` opens none; a runner lets none in.',
  ),
  HOLDFAST_TERMINAL_IDLE_SECONDS: setting(
    integer(1, 604_800).default(3600),
    '3600',
    'runner',
    'How long, in seconds, a terminal stays open in which nobody types and nothing is printed.',
  ),
  HOLDFAST_API_URL: setting(
    list(',')
      .pipe(z.array(z.url({ protocol: /^https?$/, error: 'must be http:// or https:// addresses' })).min(1))
      .default(['http://127.0.0.1:8000']),
    'http://127.0.0.1:8000 (the address of the API by `npm start`)',
    'runner',
    'Where a runner reaches the API, which it dials for a terminal and for nothing else. With several, separated by commas, an API names its own with `HOLDFAST_CALLBACK_URL`; a runner dials no other address.',
  ),
  HOLDFAST_CALLBACK_URL: setting(
    z.url({ protocol: /^https?$/ }).optional(),
    "the first of the runner's `HOLDFAST_API_URL`",
    'API',
    'Where runners reach this very API, when there are several of them: one of the addresses in their `HOLDFAST_API_URL`.',
  ),
  HOLDFAST_STREAM_LIMIT: setting(
    integer(1, 100_000).default(500),
    '500',
    'API',
    'How many event streams one API serves at a time; more are refused with 503.',
  ),
  HOLDFAST_SECRET_KEY: setting(
    z.string().min(32, 'must have at least 32 characters').optional(),
    'made at the first start and kept in HOLDFAST_DATA',
    'all',
    "Seals what passes from the API to a runner and is nobody else's business: the environment variables of a new VPS, and the tickets of terminals. The same on all of them.",
  ),
  HOLDFAST_DATA: setting(
    z
      .string()
      .default('./.holdfast')
      .transform((path) => resolve(path)),
    './.holdfast',
    'start',
    "Where `npm start` keeps what must last: Temporal's database, the key, and Docker's data if it runs an engine.",
  ),
  HOLDFAST_LOG_LEVEL: setting(
    z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    'info',
    'all',
    'How much is logged.',
  ),
  DOCKER_HOST: setting(
    text.optional(),
    '/var/run/docker.sock',
    'runner',
    'The Docker Engine, as the docker command takes it: `unix:///path` or `tcp://host:port`.',
  ),
  HOLDFAST_ENGINE: setting(
    z.enum(['auto', 'isolated']).default('auto'),
    'auto',
    'start',
    '`isolated` runs a Docker Engine of its own whatever runs already, without a way to outside networks, as the tests do.',
  ),
  TEMPORAL_ADDRESS: setting(
    text.optional(),
    '',
    'all',
    'An existing Temporal server. Namespace, API key and TLS follow the standard `TEMPORAL_*` variables. Without it `npm start` runs a server of its own.',
  ),
  TEMPORAL_CLI: setting(
    text.optional(),
    '',
    'start',
    'Path of the `temporal` command that runs the embedded server.',
  ),
  TEMPORAL_PORT: setting(port.default(7233), '7233', 'start', 'The port of the embedded Temporal server.'),
  TEMPORAL_UI_PORT: setting(port.default(8233), '8233', 'start', 'The port of its Web UI.'),
  TEMPORAL_UI_URL: setting(
    z.url().default('http://127.0.0.1:8233'),
    'http://127.0.0.1:8233',
    'API',
    'Where people find the Temporal Web UI; links to operations begin with it.',
  ),
  TEMPORAL_RETENTION_DAYS: setting(
    integer(1, 3650).default(90),
    '90',
    'start',
    'How long Temporal keeps operations that have ended: the length of the audit trail.',
  ),
  TEMPORAL_SET_RETENTION: setting(
    bool.default(false),
    'false (true for the embedded server)',
    'host',
    'Whether to give a namespace that exists already this retention; otherwise a difference is only reported.',
  ),
  TEMPORAL_SYNC: setting(
    z.enum(['normal', 'full']).default('normal'),
    'normal',
    'start',
    '`full` flushes the embedded server at each step (three times slower): then a power cut loses no audit entry either.',
  ),
} as const;
