import { Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { setTimeout as sleep } from 'node:timers/promises';
import { SEARCH_ATTRIBUTES } from '../domain/names';
import type { Settings } from './settings';
import { temporalConnection } from './temporal';
import type { Say } from './say';

type SetupSettings = Pick<
  Settings,
  'TEMPORAL_ADDRESS' | 'TEMPORAL_RETENTION_DAYS' | 'TEMPORAL_SET_RETENTION'
>;

/** Temporal answers, but is not as Holdfast needs it. */
export class TemporalSetupError extends Error {
  override readonly name = 'TemporalSetupError';
}

/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API. */
const KEYWORD = 2;
const SECONDS_PER_DAY = 86_400;
const MS_PER_DAY = SECONDS_PER_DAY * 1000;
const GRPC = { notFound: 5, alreadyExists: 6, permissionDenied: 7, unimplemented: 12, unauthenticated: 16 };
const NOT_OURS_TO_DO: number[] = [GRPC.permissionDenied, GRPC.unimplemented, GRPC.unauthenticated];

/**
 * Makes sure that the namespace and the search attributes exist and are as Holdfast needs them. Safe to repeat and
 * to do from several processes at once. Waits up to `patienceMs` for a server that does not answer yet.
 *
 * @throws TemporalSetupError that says what to change
 */
export async function ensureTemporal(
  settings: SetupSettings,
  options: { patienceMs: number; env?: NodeJS.ProcessEnv },
  say: Say,
): Promise<void> {
  const { options: address, namespace } = temporalConnection(settings, options.env);
  const connection = await connectPatiently(address, options.patienceMs);
  try {
    await ensureNamespace(connection, namespace, settings, say);
    await ensureSearchAttributes(connection, namespace, say);
  } finally {
    await connection.close();
  }
}

/** A server that has just been started refuses connections for a moment, and then calls. */
async function connectPatiently(
  options: NonNullable<Parameters<typeof Connection.connect>[0]>,
  patienceMs: number,
): Promise<Connection> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      return await Connection.connect({ ...options, connectTimeout: 1000 });
    } catch (cause) {
      if (Date.now() > deadline)
        throw new TemporalSetupError(
          `Temporal does not answer at ${options.address}: check TEMPORAL_ADDRESS, and TEMPORAL_API_KEY and TEMPORAL_TLS if it needs them (${reasonOf(cause)})`,
          { cause },
        );
      await sleep(100);
    }
  }
}

async function ensureNamespace(
  connection: Connection,
  namespace: string,
  { TEMPORAL_RETENTION_DAYS: retentionDays, TEMPORAL_SET_RETENTION: mayChange }: SetupSettings,
  say: Say,
): Promise<void> {
  const retention = msToTs(retentionDays * MS_PER_DAY);
  const found = await describeNamespace(connection, namespace);
  if (found === undefined) {
    await createNamespace(connection, namespace, retention);
    say(
      `Temporal: created the namespace ${namespace}, which keeps ended operations for ${retentionDays} days`,
    );
    return;
  }
  const days = Number(found.config?.workflowExecutionRetentionTtl?.seconds ?? 0) / SECONDS_PER_DAY;
  if (days === retentionDays) return;
  if (mayChange) {
    await connection.workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: retention },
    });
  } else {
    say(
      `Temporal: the namespace ${namespace} keeps ended operations for ${days} days, not for the ${retentionDays} of TEMPORAL_RETENTION_DAYS`,
    );
  }
}

async function describeNamespace(connection: Connection, namespace: string) {
  try {
    return await connection.workflowService.describeNamespace({ namespace });
  } catch (error) {
    if (codeOf(error) === GRPC.notFound) return undefined;
    throw new TemporalSetupError(`Temporal does not show its namespace ${namespace}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** A new namespace is not usable at once: Temporal's services learn of it within seconds. */
async function createNamespace(
  connection: Connection,
  namespace: string,
  retention: ReturnType<typeof msToTs>,
) {
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      description: 'Holdfast: VPSs and their operations',
      workflowExecutionRetentionPeriod: retention,
    });
  } catch (error) {
    if (codeOf(error) !== GRPC.alreadyExists)
      throw new TemporalSetupError(
        `Temporal has no namespace ${namespace} and does not let us make it: create it, or name another in TEMPORAL_NAMESPACE (${reasonOf(error)})`,
        { cause: error },
      );
  }
}

async function ensureSearchAttributes(connection: Connection, namespace: string, say: Say): Promise<void> {
  const wanted = [...SEARCH_ATTRIBUTES];
  // Eventually consistent after a namespace has been created, and after attributes have been added.
  const deadline = Date.now() + 30_000;
  for (let added = false; ;) {
    const types = await typesOfSearchAttributes(connection, namespace, say);
    if (types === undefined) return;
    const wrong = wanted.filter((name) => types[name] !== undefined && types[name] !== KEYWORD);
    if (wrong.length > 0)
      throw new TemporalSetupError(
        `Temporal's namespace ${namespace} has search attributes of another type than Keyword: ${wrong.join(', ')}. Remove them there, or name another namespace in TEMPORAL_NAMESPACE.`,
      );
    const missing = wanted.filter((name) => types[name] === undefined);
    if (missing.length === 0) return;
    if (Date.now() > deadline)
      throw new TemporalSetupError(
        `Temporal's namespace ${namespace} still lacks search attributes: ${missing.join(', ')}. Add them there as Keyword.`,
      );
    if (!added) added = await addSearchAttributes(connection, namespace, missing);
    await sleep(added ? 100 : 500);
  }
}

/** By name; undefined when this server keeps the list to its administrators. */
async function typesOfSearchAttributes(
  connection: Connection,
  namespace: string,
  say: Say,
): Promise<{ [name: string]: number } | undefined> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return customAttributes ?? {};
  } catch (error) {
    const code = codeOf(error);
    if (code === GRPC.notFound) return {};
    if (code === undefined || !NOT_OURS_TO_DO.includes(code)) throw error;
    say(
      `Temporal does not show its search attributes; namespace ${namespace} must have these, as Keyword: ${SEARCH_ATTRIBUTES.join(', ')}`,
    );
    return undefined;
  }
}

/** Whether they were added; not yet, when the namespace is too new. */
async function addSearchAttributes(
  connection: Connection,
  namespace: string,
  names: readonly string[],
): Promise<boolean> {
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(names.map((name) => [name, KEYWORD])),
    });
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === GRPC.notFound) return false;
    if (code === GRPC.alreadyExists) return true;
    throw new TemporalSetupError(
      `Temporal does not let us add search attributes to the namespace ${namespace}; add them there as Keyword: ${names.join(', ')} (${reasonOf(error)})`,
      { cause: error },
    );
  }
}

function codeOf(error: unknown): number | undefined {
  return isGrpcServiceError(error) ? error.code : undefined;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
