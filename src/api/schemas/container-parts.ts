import { z } from 'zod';
import { MOUNT_TYPES, PORT_PROTOCOLS } from '../../domain/vps-request';
import { line, prose, wordList } from './text';

const VOLUME_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{1,127}$/;
const NETWORK_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;
const ALIAS = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;
const HOUR_SECONDS = 3600;

const portNumber = z.int().min(1).max(65_535);

const port = z.union(
  [
    portNumber,
    z.strictObject({
      container_port: portNumber,
      host_port: portNumber.optional(),
      host_ip: z.union([z.ipv4(), z.ipv6()]).optional(),
      protocol: z.enum(PORT_PROTOCOLS).optional(),
    }),
  ],
  {
    error:
      'must be a container port from 1 to 65535, or {container_port, host_port?, host_ip?, protocol? (tcp, udp, sctp)}',
  },
);

export const ports = z
  .array(port)
  .max(256)
  .refine((list) => isDistinct(list.map(endpointOf)), 'must not publish the same port twice');

const absolutePath = line(4096)
  .startsWith('/', 'must be an absolute path')
  .refine((path) => !path.split('/').includes('..'), "must not contain '..'");

const mount = z
  .strictObject({
    type: z.enum(MOUNT_TYPES),
    source: line(4096).optional(),
    target: absolutePath.refine((path) => path.replace(/[/.]+/g, '') !== '', "must not be '/'"),
    read_only: z.boolean().optional(),
    size_bytes: z
      .int()
      .min(4096)
      .max(2 ** 50)
      .optional(),
  })
  .superRefine(({ type, source, size_bytes }, context) => {
    const say = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (type === 'bind' && !absolutePath.safeParse(source).success) {
      say('source', "must be an absolute path without '..'");
    }
    if (type === 'volume' && source !== undefined && !VOLUME_NAME.test(source)) {
      say('source', 'must be the name of a volume');
    }
    if (type === 'tmpfs' && source !== undefined) say('source', 'is not for a tmpfs');
    if (type !== 'tmpfs' && size_bytes !== undefined) say('size_bytes', 'is for a tmpfs only');
  });

export const mounts = z
  .array(mount)
  .max(64)
  .refine(
    (list) => isDistinct(list.map(({ target }) => target.replace(/\/+$/, ''))),
    'must not use a target twice',
  );

/** The runner's own network would put the VPS inside the runner; another container's is not this VPS's to keep. */
const networkName = z
  .string()
  .regex(NETWORK_NAME, 'must be the name of a network')
  .refine((name) => name !== 'host', "must not be 'host'");

const oneNetwork = z.union(
  [
    networkName,
    z.strictObject({
      name: networkName,
      aliases: z.array(z.string().regex(ALIAS)).max(16).optional(),
      ipv4_address: z.ipv4().optional(),
    }),
  ],
  { error: "must be the name of a network other than 'host', or {name, aliases?, ipv4_address?}" },
);

const networkList = z
  .array(oneNetwork)
  .min(1)
  .max(16)
  .refine(
    (list) => isDistinct(list.map((network) => (typeof network === 'string' ? network : network.name))),
    'must not name a network twice',
  );

export const network = z.union([oneNetwork, networkList], {
  error:
    "must be a network other than 'host', or a list of distinct ones: its name, or {name, aliases?, ipv4_address?}",
});

const seconds = z.number().min(0.001).max(HOUR_SECONDS);

export const healthcheck = z.strictObject({
  test: z.union([prose(4096).min(1), wordList(4096, 64)], { error: 'must be a string or a list of strings' }),
  interval: seconds.optional(),
  timeout: seconds.optional(),
  start_period: seconds.optional(),
  retries: z.int().min(1).max(1000).optional(),
});

function endpointOf(published: z.output<typeof port>): string {
  if (typeof published === 'number') return `${published}/tcp`;
  const { container_port, protocol = 'tcp', host_ip, host_port } = published;
  // Two open host ports for one container port are one too many; two fixed ones are not.
  return [`${container_port}/${protocol}`, ...(host_port === undefined ? [] : [host_ip, host_port])].join(
    ' ',
  );
}

function isDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}
