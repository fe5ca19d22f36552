import type { PortEndpoint } from '../../domain/container';
import { describeSpec } from '../../domain/describe-spec';
import { policyOf, type VpsMemo } from '../../domain/vps';
import type { FullVpsView, VpsView } from '../schemas/responses/vps';
import { newestSnapshot, viewSnapshot, viewSnapshots } from './snapshot-view';

const SSH_PORT = 22;

/** A VPS as the API shows it; `requestHost` is the name that the caller reached the API by. */
export function viewVps({ record, current, queue }: VpsMemo, requestHost: string): VpsView {
  const { container, spec } = record;
  const newest = newestSnapshot(record);
  return {
    task_id: record.task_id,
    status: record.status,
    desired: record.desired,
    runner: record.runner,
    image: record.image,
    created_at: record.created_at,
    created_by: record.created_by,
    container: container && {
      id: container.id,
      name: container.name,
      state: container.state,
      exit_code: container.exit_code,
      oom_killed: container.oom_killed,
      started_at: container.started_at,
      finished_at: container.finished_at,
      created_from: container.created_from,
      layers: container.layers,
      writable_bytes: container.writable_bytes,
    },
    endpoints: container?.endpoints ?? [],
    ssh: sshCommand(container?.endpoints ?? [], requestHost),
    addresses: container?.addresses ?? {},
    not_captured: container?.not_captured ?? [],
    spec: spec && describeSpec(spec),
    policy: policyOf(record),
    policy_overrides: record.policy,
    head: record.head,
    snapshot_count: record.snapshots.length,
    newest_snapshot: newest === undefined ? null : viewSnapshot(record, newest),
    operation: current,
    queue,
    events: record.events,
  };
}

/** One VPS in full: with its snapshots. */
export function viewVpsInFull(memo: VpsMemo, requestHost: string): FullVpsView {
  return { ...viewVps(memo, requestHost), snapshots: viewSnapshots(memo.record) };
}

/** What to type to log in; null unless the VPS publishes port 22. */
function sshCommand(endpoints: readonly PortEndpoint[], requestHost: string): string | null {
  const ssh = endpoints.find(
    ({ container_port, protocol }) => container_port === SSH_PORT && protocol === 'tcp',
  );
  if (ssh === undefined) return null;
  // A port on every address is on the one by which the caller came, as long as the API is on the runner's machine.
  const host = ['', '0.0.0.0', '::'].includes(ssh.host_ip) ? requestHost : ssh.host_ip;
  return `ssh -p ${ssh.host_port} root@${host}`;
}
