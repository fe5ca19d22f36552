import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { type Engine } from '../docker/engine';
import { EngineUnreachableError } from '../docker/errors';
import type { Json } from '../domain/json';
import type { Phase } from '../domain/phase';
import type { Logger } from '../platform/log';
import { toActivityFailure, withPhases } from './failures';
import { Phases } from './phases';
import type { Runner, RunnerSettings } from './runner';
import { Strikes } from './strikes';
import { Turns } from './turns';

/** Well below the heartbeat timeout, since a cancellation arrives with the answer to a heartbeat. */
const HEARTBEAT_MS = 2000;

/**
 * Attempts at the same step take turns, and the steps of one VPS do. Its entity asks for one at a time; but a worker that
 * hung, or that could not reach Temporal for a while, still works on an attempt that Temporal takes for lost, and so does
 * one whose operation was terminated. Whatever comes next waits until that has learned of it and has ended, so that the
 * two do not undo each other's work.
 */
const turns = new Turns();
const strikes = new Strikes();

export interface StepDependencies {
  engine: Engine;
  settings: RunnerSettings;
  unseal: (sealed: string) => string;
  logger: Logger;
}

/**
 * Makes an activity of a step: it heartbeats for as long as the step takes, and its errors are mapped.
 *
 * @param turnOf what else than attempts at itself the step takes turns with
 */
export function asActivity<I, O>(
  { engine, settings, unseal, logger }: StepDependencies,
  perform: (runner: Runner, input: I) => Promise<O>,
  turnOf: (input: I) => string | undefined = () => undefined,
): (input: I) => Promise<O> {
  return async (input) => {
    const activity = Context.current();
    const { info } = activity;
    const log = logger.child({
      step: info.activityType,
      operation_id: info.workflowExecution?.workflowId,
      attempt: info.attempt,
    });
    const details: StepDetails = { kept: keptIn(info.heartbeatDetails) ?? null };
    // At most two messages a second go to Temporal, however often this is called.
    const beat = (): void => activity.heartbeat(details);
    const heartbeat = setInterval(beat, HEARTBEAT_MS);
    const remember = (kept: Json): void => {
      details.kept = kept;
      beat();
    };
    const progress = (done: number, total: number | null): void => {
      details.bytes_done = done;
      details.bytes_total = total;
    };
    const phases = new Phases(activity.cancellationSignal, (list) => {
      details.phases = list;
      beat();
    });
    const startedAt = performance.now();
    const key = `${info.workflowExecution?.runId}/${info.activityId}`;
    try {
      const remembered = details.kept ?? undefined;
      const result = await turns.take(turnOf(input) ?? key, async () => {
        if (activity.cancellationSignal.aborted) throw new CancelledFailure('The step was cancelled');
        const docker = await engine.connect();
        const failures = strikes.of(key);
        return perform(
          { docker, settings, unseal, log, activity, failures, remember, remembered, phases, progress },
          input,
        );
      });
      strikes.forget(key);
      log.debug({ ms: Math.round(performance.now() - startedAt) }, 'step done');
      return result;
    } catch (error) {
      if (error instanceof EngineUnreachableError && !error.timedOut) engine.forget();
      const failure = isCausedByCancellation(error, activity)
        ? new CancelledFailure('The step was cancelled')
        : toActivityFailure(error, {
            attempt: info.attempt,
            failures: error instanceof EngineUnreachableError ? strikes.of(key) : strikes.add(key),
            step: info.activityType,
          });
      if (failure instanceof ApplicationFailure && failure.nonRetryable === true) strikes.forget(key);
      log.warn({ failure: failure.message }, 'step failed');
      throw withPhases(failure, phases.list);
    } finally {
      clearInterval(heartbeat);
    }
  };
}

/** What a heartbeat carries. The API reads the bytes and the phases, and the next attempt what was kept. */
interface StepDetails {
  kept: unknown;
  bytes_done?: number;
  bytes_total?: number | null;
  phases?: Phase[];
}

/** A runner of an older version sent what it kept as it was. */
function keptIn(details: unknown): unknown {
  return typeof details === 'object' && details !== null && 'kept' in details ? details.kept : details;
}

/** A call that was given up because of a cancellation looks like one that was not answered. */
function isCausedByCancellation(error: unknown, activity: Context): boolean {
  return error instanceof EngineUnreachableError && activity.cancellationSignal.aborted;
}
