import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { EngineAnswerError, EngineUnreachableError, isDiskFull } from '../docker/errors';
import { NoFreePortError } from '../docker/port-allocation';
import type { ErrorCode } from '../domain/errors';
import type { Phase } from '../domain/phase';
import type { RunnerActivities } from './contract';

/** How often a step is repeated after the engine answered that something went wrong inside it. */
const ATTEMPTS_ON_SERVER_ERROR = 5;
/** Without the way back a VPS would stay half replaced: an engine whose disk is full, say, is asked until it can. */
const WAYS_BACK: ReadonlySet<string> = new Set(['swapBack'] satisfies (keyof RunnerActivities)[]);
/** What puts a VPS back as it was: on a disk that is full it waits for room, since giving up would leave the VPS down. */
const WAIT_FOR_ROOM: ReadonlySet<string> = new Set([
  'swapBack',
  'reviveContainer',
  'discardCreated',
] satisfies (keyof RunnerActivities)[]);
const LONGEST_RETRY_SECONDS = 5;

/** A failure that repetition cannot mend. */
export function failure(code: ErrorCode, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, code);
}

/** What was tried, and how often. */
export interface FailedAttempt {
  step: string;
  /** Of Temporal's count: also those that found no engine. */
  attempt: number;
  /** Those that failed otherwise, this one included. */
  failures: number;
}

/**
 * Turns whatever a step threw into what Temporal is to do about it. An engine that does not answer is asked again for
 * ever; one that fails, a few times; what it refuses is final. A full disk ends an operation at once, so that its VPS is
 * not down for longer than need be; the way back waits for room.
 */
export function toActivityFailure(error: unknown, { attempt, failures, step }: FailedAttempt): Error {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof EngineUnreachableError) {
    return retryable('engine_unreachable', error.message, attempt);
  }
  if (error instanceof EngineAnswerError && isDiskFull(error)) {
    return WAIT_FOR_ROOM.has(step)
      ? retryable('insufficient_disk', error.message, attempt)
      : failure('insufficient_disk', engineSays(error));
  }
  if (error instanceof EngineAnswerError) {
    const isWorthRepeating = failures < ATTEMPTS_ON_SERVER_ERROR || WAYS_BACK.has(step);
    if (error.status >= 500 && isWorthRepeating) {
      return retryable('docker_failed', error.message, failures);
    }
    return failure(error.status === 404 ? 'container_not_found' : 'docker_failed', engineSays(error));
  }
  if (error instanceof NoFreePortError) return failure('configuration_refused', error.message);
  const message = error instanceof Error ? error.message : String(error);
  return failures < ATTEMPTS_ON_SERVER_ERROR
    ? retryable('internal', message, failures)
    : failure('internal', message);
}

/** The same failure, telling which phase of its step it came in; a step of one phase says nothing. */
export function withPhases(error: Error, phases: readonly Phase[]): Error {
  const tells = error instanceof ApplicationFailure || error instanceof CancelledFailure;
  return tells && phases.length > 0 ? Object.assign(error, { details: [{ phases }] }) : error;
}

export function engineSays(error: Error): string {
  return `Docker says: ${error.message}`;
}

function retryable(type: string, message: string, attempt: number): ApplicationFailure {
  const nextRetryDelay = `${Math.min(attempt, LONGEST_RETRY_SECONDS)}s` as const;
  return ApplicationFailure.create({ type, message, nextRetryDelay });
}
