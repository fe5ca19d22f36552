import type { VpsPolicyOverrides } from './policy';

/** What a person asks for when a VPS is created, validated, in the words of the API. */
export interface VpsRequest {
  image: string;
  /** A string is run by `/bin/sh -c`, as in a Dockerfile. */
  command?: string | string[] | undefined;
  entrypoint?: string | string[] | undefined;
  /** Values by name. They leave the API sealed only. */
  env?: Record<string, string> | undefined;
  hostname?: string | undefined;
  user?: string | undefined;
  working_dir?: string | undefined;
  /** CPU cores; fractions are allowed. */
  cpus?: number | undefined;
  memory_bytes?: number | undefined;
  /** How many, all of them, or these device ids. */
  gpus?: number | 'all' | string[] | undefined;
  /** A bare number is a container port that gets any free host port, and keeps it. */
  ports?: (number | PortRequest)[] | undefined;
  mounts?: MountRequest[] | undefined;
  network?: string | NetworkRequest | (string | NetworkRequest)[] | undefined;
  /** A small init as process 1; the default. An image that brings an init of its own, such as systemd, needs `false`. */
  init?: boolean | undefined;
  tty?: boolean | undefined;
  capabilities?: { add?: string[] | undefined; drop?: string[] | undefined } | undefined;
  healthcheck?: HealthcheckRequest | undefined;
  stop_signal?: string | undefined;
  /** Seconds between the stop signal and the kill. */
  stop_timeout?: number | undefined;
  restart_policy?: RestartPolicyName | undefined;
  labels?: Record<string, string> | undefined;
  policy?: { [K in keyof VpsPolicyOverrides]?: VpsPolicyOverrides[K] | undefined } | undefined;
}

export interface PortRequest {
  container_port: number;
  host_port?: number | undefined;
  host_ip?: string | undefined;
  protocol?: PortProtocol | undefined;
}

export interface MountRequest {
  type: MountType;
  /** A volume's name or a directory of the runner; a volume without one is anonymous. */
  source?: string | undefined;
  target: string;
  read_only?: boolean | undefined;
  /** Of a tmpfs. */
  size_bytes?: number | undefined;
}

export interface NetworkRequest {
  name: string;
  aliases?: string[] | undefined;
  ipv4_address?: string | undefined;
}

export interface HealthcheckRequest {
  /** A string is run by the container's shell. */
  test: string | string[];
  interval?: number | undefined;
  timeout?: number | undefined;
  start_period?: number | undefined;
  retries?: number | undefined;
}

export const PORT_PROTOCOLS = ['tcp', 'udp', 'sctp'] as const;
type PortProtocol = (typeof PORT_PROTOCOLS)[number];

export const MOUNT_TYPES = ['volume', 'bind', 'tmpfs'] as const;
type MountType = (typeof MOUNT_TYPES)[number];

export const RESTART_POLICIES = ['no', 'always', 'unless-stopped', 'on-failure'] as const;
type RestartPolicyName = (typeof RESTART_POLICIES)[number];
