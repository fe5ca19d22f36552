import {
  isGrpcServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';

const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;
const RESOURCE_EXHAUSTED = 8;
const UNAVAILABLE = 14;

/** Whether a call failed since the Temporal server did not answer, or not in time. */
export function isTemporalUnreachable(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return false;
  return [DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE].includes(grpcCode(error) ?? 0);
}

/** Whether there is no such execution, or none that runs; some calls of the client say so in gRPC's words only. */
export function isExecutionNotFound(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || grpcCode(error) === NOT_FOUND;
}

function grpcCode(error: unknown): number | undefined {
  return [error, error instanceof Error ? error.cause : undefined].find(isGrpcServiceError)?.code;
}
