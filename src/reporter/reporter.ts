import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, EngineConnection } from '../docker/engine';
import type { EngineEvent } from '../docker/events';
import { isLive } from '../domain/container';
import { LABELS, SNAPSHOT_REPOSITORY_PREFIX } from '../domain/names';
import { contradicts } from '../domain/sighting';
import type { Logger } from '../platform/log';
import { glance, glanceAtAll } from './glance';
import type { NotesKeeper } from './notes-keeper';
import type { Records, RecordState } from './records';

export interface ReporterDependencies {
  engine: Engine;
  records: Records;
  notes: NotesKeeper;
  log: Logger;
  /** Between two comparisons of everything. */
  intervalMs: number;
}

/** Events come in bursts; a burst is one thing that happened. */
const SETTLE_MS = 300;
const BUSY_RECHECK_MS = 1000;
const RECONNECT_MS = 1000;
/** What `docker stop` and `docker kill` do; a container that ends by itself does neither. */
const BY_HAND = new Set(['stop', 'kill']);
/** `docker kill --signal` with one of these (HUP, USR1, USR2, CHLD, CONT, WINCH) ends nothing. */
const HARMLESS_SIGNALS = new Set(['1', '10', '12', '17', '18', '28']);
/** A container takes its grace period to end after it was asked to. */
const BY_HAND_MS = 30_000;
/** Something happened to a container that is not known: it may be one that was adopted since. */
const LEARN_MS = 5000;

/**
 * Tells the entities of a runner's VPSs when Docker shows something that their records do not: what people do with
 * `docker` by hand, a VPS that died, an engine that was killed. It follows Docker's events, and compares everything
 * when it starts, after a lost connection, and every few minutes.
 *
 * It changes nothing itself. A VPS that an operation is working on is left alone until that has ended.
 */
export class Reporter {
  /** By task_id: the `performance.now()` at which to look. */
  private readonly suspicions = new Map<string, number>();
  /** By task_id: until when an end counts as asked for by hand. */
  private readonly stoppedByHand = new Map<string, number>();
  /** The task_id of containers without our labels: adopted ones. */
  private readonly adopted = new Map<string, string>();
  private compareBy = Number.POSITIVE_INFINITY;

  constructor(private readonly deps: ReporterDependencies) {}

  /** Runs until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.followEvents(signal),
      this.compareRegularly(signal),
      this.checkSuspicions(signal),
    ]);
  }

  private async followEvents(signal: AbortSignal): Promise<void> {
    const { engine, log } = this.deps;
    while (!signal.aborted) {
      try {
        const docker = await engine.connect();
        const events = docker.events.follow(signal);
        const first = events.next();
        await this.compareAll(docker, true);
        for (let next = await first; next.done !== true; next = await events.next()) this.suspect(next.value);
        log.warn('the event stream of Docker ended');
      } catch (error) {
        if (signal.aborted) return;
        engine.forget();
        log.warn({ error: String(error) }, 'the event stream of Docker broke');
      }
      await pause(RECONNECT_MS, signal);
    }
  }

  private async compareRegularly(signal: AbortSignal): Promise<void> {
    for (let last = performance.now(); !signal.aborted; await pause(SETTLE_MS, signal)) {
      if (performance.now() < Math.min(last + this.deps.intervalMs, this.compareBy)) continue;
      last = performance.now();
      this.compareBy = Number.POSITIVE_INFINITY;
      try {
        await this.compareAll(await this.deps.engine.connect());
      } catch (error) {
        this.deps.log.warn({ error: String(error) }, 'the VPSs could not be compared');
      }
    }
  }

  /** @param isNew whether the engine has just come: then a VPS that it would not start before is tried again */
  private async compareAll(docker: EngineConnection, isNew = false): Promise<void> {
    const states = await this.deps.records.all();
    const records = states.map(({ record }) => record);
    for (const record of records) this.learn(record);
    const sightings = await glanceAtAll(docker, records);
    for (const record of records) {
      const seen = sightings.get(record.task_id);
      if (isNew && (record.status === 'crashed' || record.status === 'failed'))
        await this.deps.records.askForLook(record.task_id, { stopped_by_hand: false, engine_is_back: true });
      else if (seen !== undefined && contradicts(record, seen)) this.expect(record.task_id);
    }
    const settled = states.filter(({ isBusy }) => !isBusy);
    await this.deps.notes.keepAll(
      docker,
      settled.map(({ record }) => record),
    );
  }

  private suspect({ type, action, id, attributes }: EngineEvent): void {
    const taskId =
      type === 'container'
        ? attributes[LABELS.taskId] || this.adopted.get(id)
        : attributes[LABELS.taskId] || taskIdOf(attributes['name']);
    const asksToEnd = BY_HAND.has(action) && !HARMLESS_SIGNALS.has(attributes['signal'] ?? '');
    if (taskId && asksToEnd) this.stoppedByHand.set(taskId, performance.now() + BY_HAND_MS);
    // How its next run ends is another matter.
    if (taskId && type === 'container' && action === 'start') this.stoppedByHand.delete(taskId);
    if (taskId) this.expect(taskId);
    else if (type === 'container') this.compareBy = Math.min(this.compareBy, performance.now() + LEARN_MS);
  }

  private expect(taskId: string): void {
    this.suspicions.set(taskId, performance.now() + SETTLE_MS);
  }

  private async checkSuspicions(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const [taskId, due] of this.suspicions) {
        if (due > performance.now()) continue;
        this.suspicions.delete(taskId);
        try {
          await this.check(taskId);
        } catch (error) {
          this.deps.log.warn(
            { task_id: taskId, error: String(error) },
            'a VPS could not be compared; trying again',
          );
          this.postpone(taskId);
        }
      }
      await pause(SETTLE_MS, signal);
    }
  }

  private async check(taskId: string): Promise<void> {
    const { engine, records, log } = this.deps;
    const state = await records.read(taskId);
    if (state === undefined) return this.deps.notes.keepIfPossible(taskId);
    this.learn(state.record);
    if (state.isBusy) {
      // It is the operation that stops the VPS, and nobody's hand.
      this.stoppedByHand.delete(taskId);
      return this.postpone(taskId);
    }
    await this.deps.notes.keepIfPossible(taskId);
    const seen = await glance(await engine.connect(), state.record);
    if (!contradicts(state.record, seen)) {
      if (seen.container === null || !isLive(seen.container.state)) this.stoppedByHand.delete(taskId);
      return;
    }
    log.info({ task_id: taskId, seen }, 'Docker shows something that the record does not tell');
    const stopped_by_hand = (this.stoppedByHand.get(taskId) ?? 0) > performance.now();
    await records.askForLook(taskId, { stopped_by_hand });
  }

  private postpone(taskId: string): void {
    if (!this.suspicions.has(taskId)) this.suspicions.set(taskId, performance.now() + BUSY_RECHECK_MS);
  }

  private learn({ task_id, container }: RecordState['record']): void {
    if (container !== null && container.managed_as === null) this.adopted.set(container.id, task_id);
  }
}

/** Of an image's reference, if it is a snapshot. */
function taskIdOf(reference: string | undefined): string | undefined {
  if (reference?.startsWith(SNAPSHOT_REPOSITORY_PREFIX) !== true) return undefined;
  return reference.slice(SNAPSHOT_REPOSITORY_PREFIX.length).split(':')[0];
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
