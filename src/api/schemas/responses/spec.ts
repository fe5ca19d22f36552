import { z } from 'zod';
import type { SpecView } from '../../../domain/describe-spec';
import { exactly } from './exactly';
import { bytes } from './parts';

const texts = z.array(z.string());
const seconds = z.number().nullable().describe('Seconds.');

/** What a VPS is made by, in the words of the create request. */
export const specAnswer = exactly<SpecView>()(
  z.strictObject({
    command: texts.nullable(),
    entrypoint: texts.nullable(),
    env_names: texts.describe('The values stay in the container.'),
    hostname: z.string().nullable(),
    user: z.string().nullable(),
    working_dir: z.string().nullable(),
    cpus: z.number().nullable().describe('CPU cores that it may use at most; null is no limit.'),
    memory_bytes: bytes.nullable().describe('Bytes of memory that it may use at most; null is no limit.'),
    gpus: z.union([z.number(), z.literal('all'), texts]).nullable(),
    ports: z.array(
      z.strictObject({
        container_port: z.int(),
        protocol: z.string(),
        host_ip: z.string().nullable(),
        host_port: z.int().nullable().describe('Null while the runner has not fixed it yet.'),
      }),
    ),
    mounts: z.array(
      z.strictObject({
        type: z.string(),
        source: z.string().nullable(),
        target: z.string(),
        read_only: z.boolean(),
        size_bytes: bytes.nullable(),
      }),
    ),
    networks: z.array(
      z.strictObject({ name: z.string(), aliases: texts, ipv4_address: z.string().nullable() }),
    ),
    init: z.boolean().nullable(),
    tty: z.boolean(),
    privileged: z.boolean(),
    capabilities: z.strictObject({ add: texts, drop: texts }),
    healthcheck: z
      .strictObject({
        test: texts,
        interval: seconds,
        timeout: seconds,
        start_period: seconds,
        retries: z.number().nullable(),
      })
      .nullable(),
    stop_signal: z.string().nullable(),
    stop_timeout: z.number().nullable().describe('Seconds between the stop signal and the kill.'),
    restart_policy: z.string(),
    labels: z.record(z.string(), z.string()),
  }),
);
