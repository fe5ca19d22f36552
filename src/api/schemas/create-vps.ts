import { z } from 'zod';
import { isRunnerName, isTaskId, LABEL_PREFIX, TASK_ID_RULE } from '../../domain/names';
import { RESTART_POLICIES } from '../../domain/vps-request';
import { healthcheck, mounts, network, ports } from './container-parts';
import { policy } from './policy';
import { anyText, atMost, line, prose, wordList } from './text';

const MIB = 1024 * 1024;
const DAY_SECONDS = 86_400;

/** A number is taken when it is exact: the digits of a larger one are lost before anybody can read them. */
export const taskId = z
  .union([z.string(), z.int().transform(String)], { error: 'must be a string' })
  .refine(isTaskId, `must be ${TASK_ID_RULE}`);

export const runnerName = z
  .string()
  .refine(
    isRunnerName,
    "must be the name of a runner: lower-case letters, digits, '.', '_' and '-', at most 63",
  );

const IMAGE_REFERENCE = /^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}$/;
const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,254}$/;
const HOSTNAME =
  /^(?=.{1,63}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/;
const USER = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,63})?$/;
const SIGNAL = /^(?:SIG[A-Z][A-Z0-9+-]{1,12}|[1-9]\d?)$/;
const CAPABILITY = /^(?:CAP_)?[A-Z][A-Z_]{1,40}$/;
const GPU_ID = /^[A-Za-z0-9][A-Za-z0-9:._/-]{0,127}$/;

const command = z.union([prose(32_768).min(1), wordList(32_768, 256)], {
  error: 'must be a string or a list of strings',
});

const capabilityList = z
  .array(z.string().regex(CAPABILITY, "must be a capability such as 'NET_ADMIN'"))
  .max(64);

/** The body of `POST /api/vps/create`. What it does not name is refused. */
export const createVpsBody = z.strictObject({
  task_id: taskId.optional(),
  vps_backend: z.literal('docker', { error: "must be 'docker'" }).optional(),
  image: z.string().regex(IMAGE_REFERENCE, 'must be the name of an image, such as debian:12'),
  runner: runnerName.optional(),
  command: command.optional(),
  entrypoint: command.optional(),
  env: z
    .record(z.string().regex(ENV_NAME, 'must be the name of an environment variable'), anyText(32_768))
    .refine(...atMost(256))
    .optional(),
  hostname: z.string().regex(HOSTNAME, 'must be a host name of at most 63 characters').optional(),
  user: z.string().regex(USER, 'must be user or user:group, by name or number').optional(),
  working_dir: line(4096).startsWith('/', 'must be an absolute path').optional(),
  cpus: z.number().min(0.01).max(4096).optional(),
  memory_bytes: z
    .int()
    .min(6 * MIB, 'must be at least 6 MiB')
    .max(2 ** 50)
    .optional(),
  gpus: z
    .union(
      [
        z.int().min(0).max(1024),
        z.literal('all'),
        z.array(z.string().regex(GPU_ID)).min(1).max(64).refine(areDistinct, 'must name each device once'),
      ],
      { error: "must be a number, 'all', or a list of distinct device ids" },
    )
    .optional(),
  ports: ports.optional(),
  mounts: mounts.optional(),
  network: network.optional(),
  init: z.boolean().optional(),
  tty: z.boolean().optional(),
  capabilities: z
    .strictObject({ add: capabilityList.optional(), drop: capabilityList.optional() })
    .optional(),
  healthcheck: healthcheck.optional(),
  stop_signal: z.string().regex(SIGNAL, 'must be a signal such as SIGTERM or 15').optional(),
  stop_timeout: z.int().min(0).max(DAY_SECONDS).optional(),
  restart_policy: z.enum(RESTART_POLICIES).optional(),
  labels: z
    .record(
      line(255).refine((name) => !name.startsWith(LABEL_PREFIX), `must not start with '${LABEL_PREFIX}'`),
      anyText(4096),
    )
    .refine(...atMost(64))
    .optional(),
  start: z.boolean().optional(),
  policy: policy.optional(),
});

function areDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}
