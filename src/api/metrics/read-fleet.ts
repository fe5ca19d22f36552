import type { VpsMemo } from '../../domain/vps';
import type { AppDeps } from '../app-deps';
import { isTemporalUnreachable } from '../temporal/grpc-errors';
import { listAll, memoOf } from '../temporal/list-page';
import { asVpsMemo, vpsQuery } from '../temporal/read-vps';
import { viewRunners } from '../views/runner-view';

/** However often it is asked for, the fleet is read once in this time. */
const FRESH_MS = 2000;

export interface Fleet {
  vps: VpsMemo[];
  runners: Awaited<ReturnType<typeof viewRunners>>;
}

/** Reads what the metrics of the fleet are made of; undefined while Temporal does not answer. */
export class FleetReader {
  private last: { at: number; fleet: Promise<Fleet | undefined> } | undefined;

  constructor(private readonly deps: AppDeps) {}

  read(): Promise<Fleet | undefined> {
    if (this.last === undefined || Date.now() - this.last.at > FRESH_MS) {
      this.last = { at: Date.now(), fleet: this.ask() };
    }
    return this.last.fleet;
  }

  private async ask(): Promise<Fleet | undefined> {
    try {
      const [executions, runners] = await Promise.all([
        listAll(this.deps, vpsQuery()),
        viewRunners(this.deps.runners),
      ]);
      const vps = executions.map(memoOf).flatMap((memo) => asVpsMemo(memo) ?? []);
      return { vps: vps.filter(({ record }) => record.status !== 'deleted'), runners };
    } catch (error) {
      if (isTemporalUnreachable(error)) return undefined;
      throw error;
    }
  }
}
