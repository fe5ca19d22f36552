/** The form of a new VPS, as typed. */
export interface CreateForm {
  task_id: string;
  image: string;
  runner: string | null;
  ports: string[];
  cpus: number | string;
  memory_mib: number | string;
  env: { name: string; value: string }[];
  mounts: MountRow[];
  command: string;
  hostname: string;
  network: string;
  restart_policy: string | null;
  stop_timeout: number | string;
  auto_snapshot: string;
  max_snapshots: number | string;
  start: boolean;
}

export interface MountRow {
  type: 'volume' | 'bind' | 'tmpfs';
  source: string;
  target: string;
  read_only: boolean;
}

export const EMPTY_FORM: CreateForm = {
  task_id: '',
  image: '',
  runner: null,
  ports: ['22'],
  cpus: '',
  memory_mib: '',
  env: [],
  mounts: [],
  command: '',
  hostname: '',
  network: '',
  restart_policy: null,
  stop_timeout: '',
  auto_snapshot: 'default',
  max_snapshots: '',
  start: true,
};

const PORT = /^(?:(\d{1,5}):)?(\d{1,5})(?:\/(tcp|udp|sctp))?$/;

/** Whether a text names a port: `22`, `8080:80` (runner's port first, as Docker has it), `53/udp`. */
export function isPort(text: string): boolean {
  return PORT.test(text.trim());
}

/** The body of `POST /api/vps/create`; what is left empty is left out, so that the API's defaults hold. */
export function createBody(form: CreateForm): object {
  const { env, mounts, ports } = form;
  const named = env.filter(({ name }) => name.trim() !== '');
  const mounted = mounts.filter(({ target }) => target.trim() !== '');
  return {
    image: form.image.trim(),
    ...text('task_id', form.task_id),
    ...text('runner', form.runner ?? ''),
    ...(ports.length > 0 && { ports: ports.map(portOf) }),
    ...number('cpus', form.cpus),
    ...number('memory_bytes', form.memory_mib, 2 ** 20),
    ...(named.length > 0 && {
      env: Object.fromEntries(named.map(({ name, value }) => [name.trim(), value])),
    }),
    ...(mounted.length > 0 && { mounts: mounted.map(mountOf) }),
    ...text('command', form.command),
    ...text('hostname', form.hostname),
    ...text('network', form.network),
    ...text('restart_policy', form.restart_policy ?? ''),
    ...number('stop_timeout', form.stop_timeout),
    ...(!form.start && { start: false }),
    ...policyOf(form),
  };
}

function policyOf({ auto_snapshot, max_snapshots }: CreateForm): object {
  const policy = {
    ...(auto_snapshot !== 'default' && { auto_snapshot_on_stop: auto_snapshot === 'yes' }),
    ...number('max_snapshots', max_snapshots),
  };
  return Object.keys(policy).length === 0 ? {} : { policy };
}

function portOf(typed: string): object | number | string {
  const [, host, container, protocol] = PORT.exec(typed.trim()) ?? [];
  // The API says what is wrong with it.
  if (container === undefined) return typed;
  if (host === undefined && protocol === undefined) return Number(container);
  return {
    container_port: Number(container),
    ...(host !== undefined && { host_port: Number(host) }),
    ...(protocol !== undefined && { protocol }),
  };
}

function mountOf({ type, source, target, read_only }: MountRow): object {
  return {
    type,
    target: target.trim(),
    ...(type !== 'tmpfs' && text('source', source)),
    ...(read_only && { read_only }),
  };
}

function text(name: string, value: string): object {
  return value.trim() === '' ? {} : { [name]: value.trim() };
}

function number(name: string, value: number | string, unit = 1): object {
  return value === '' ? {} : { [name]: Math.round(Number(value) * unit * 100) / 100 };
}
