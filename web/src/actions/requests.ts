import type { OperationKind } from '../api/types';

/** What a control asks the API for. */
export interface ActionRequest {
  kind: OperationKind;
  taskId: string;
  method: 'POST' | 'DELETE';
  path: string;
  body?: object;
}

function vpsPath(verb: string, taskId: string): string {
  return `/api/vps/${verb}/${encodeURIComponent(taskId)}`;
}

export const requests = {
  snapshot: (
    taskId: string,
    body: { name?: string; message?: string; pinned?: boolean } = {},
  ): ActionRequest => ({
    kind: 'snapshot',
    taskId,
    method: 'POST',
    path: vpsPath('snapshots', taskId),
    body,
  }),
  plain: (kind: 'start' | 'pause' | 'resume' | 'restart', taskId: string): ActionRequest => ({
    kind,
    taskId,
    method: 'POST',
    path: vpsPath(kind, taskId),
    body: {},
  }),
  stop: (taskId: string, body: { snapshot?: boolean } = {}): ActionRequest => ({
    kind: 'stop',
    taskId,
    method: 'POST',
    path: vpsPath('stop', taskId),
    body,
  }),
  restore: (taskId: string, snapshotId: string, body: { safety_snapshot?: boolean } = {}): ActionRequest => ({
    kind: 'restore',
    taskId,
    method: 'POST',
    path: `${vpsPath('snapshots', taskId)}/${snapshotId}/restore`,
    body,
  }),
  deleteSnapshot: (taskId: string, snapshotId: string): ActionRequest => ({
    kind: 'delete_snapshot',
    taskId,
    method: 'DELETE',
    path: `${vpsPath('snapshots', taskId)}/${snapshotId}`,
  }),
  deleteVps: (taskId: string, snapshots: 'delete' | 'keep'): ActionRequest => ({
    kind: 'delete',
    taskId,
    method: 'DELETE',
    path: `/api/vps/${encodeURIComponent(taskId)}?snapshots=${snapshots}`,
  }),
  create: (body: object): ActionRequest => ({
    kind: 'create',
    taskId: '',
    method: 'POST',
    path: '/api/vps/create',
    body,
  }),
  adopt: (body: object): ActionRequest => ({
    kind: 'adopt',
    taskId: '',
    method: 'POST',
    path: '/api/vps/adopt',
    body,
  }),
};
