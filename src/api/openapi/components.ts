import { z } from 'zod';
import * as bodies from '../schemas/bodies';
import { createVpsBody } from '../schemas/create-vps';
import { patchVpsBody } from '../schemas/policy';
import * as changes from '../schemas/responses/changes';
import * as operation from '../schemas/responses/operation';
import * as runner from '../schemas/responses/runner';
import * as service from '../schemas/responses/service';
import * as snapshot from '../schemas/responses/snapshot';
import { specAnswer } from '../schemas/responses/spec';
import * as vps from '../schemas/responses/vps';

type Schemas = { [name: string]: z.ZodType };

const ANSWERS: Schemas = {
  Vps: vps.vpsAnswer,
  VpsWithSnapshots: vps.fullVpsAnswer,
  VpsList: vps.vpsListAnswer,
  VpsSpec: specAnswer,
  PatchedVps: vps.patchedVpsAnswer,
  Policy: vps.policyAnswer,
  Endpoint: vps.endpoint,
  NotCaptured: vps.notCaptured,
  OperationTicket: vps.ticketAnswer,
  ChangedVps: changes.changedVpsAnswer,
  AdoptedVps: changes.adoptedVpsAnswer,
  StoppedVps: changes.stoppedVpsAnswer,
  RestartedVps: changes.restartedVpsAnswer,
  DeletedVps: changes.deletedVpsAnswer,
  Snapshot: snapshot.snapshotAnswer,
  BriefSnapshot: snapshot.briefSnapshotAnswer,
  SnapshotList: snapshot.snapshotListAnswer,
  PatchedSnapshot: snapshot.patchedSnapshotAnswer,
  TakenSnapshot: changes.takenSnapshotAnswer,
  DeletedSnapshot: changes.deletedSnapshotAnswer,
  DeletedSnapshots: changes.deletedSnapshotsAnswer,
  Operation: operation.operationAnswer,
  OperationSummary: operation.operationSummaryAnswer,
  OperationList: operation.operationListAnswer,
  OperationStep: operation.stepAnswer,
  OperationProgress: operation.progressAnswer,
  PendingOperation: operation.pendingAnswer,
  CancelledOperation: operation.cancelledOperationAnswer,
  Runner: runner.runnerAnswer,
  RunnerList: runner.runnerListAnswer,
  RebuiltRunner: runner.rebuiltRunnerAnswer,
  Problem: service.problemAnswer,
  Live: service.liveAnswer,
  Ready: service.readyAnswer,
  OpenApi: service.openApiAnswer,
  Session: service.sessionAnswer,
  EmptyEvent: service.emptyEvent,
  RemovedVpsEvent: service.removedVpsEvent,
  TemporalEvent: service.temporalEvent,
};

const REQUESTS: Schemas = {
  CreateVpsRequest: createVpsBody,
  AdoptRequest: bodies.adoptBody,
  PatchVpsRequest: patchVpsBody,
  StopRequest: bodies.stopBody,
  RestartRequest: bodies.restartBody,
  SnapshotRequest: bodies.snapshotBody,
  PatchSnapshotRequest: bodies.patchSnapshotBody,
  RestoreRequest: bodies.restoreBody,
  EmptyRequest: bodies.emptyBody,
  SignInRequest: bodies.signInBody,
};

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Every named schema of the document. */
export function componentSchemas(): { [name: string]: JsonSchema } {
  return { ...describeAll(ANSWERS, 'output'), ...describeAll(REQUESTS, 'input') };
}

/** @throws Error when the schema has no name above: then the document could not point to it */
export function refTo(schema: z.ZodType): { $ref: string } {
  const [name] = Object.entries({ ...ANSWERS, ...REQUESTS }).find(([, each]) => each === schema) ?? [];
  if (name === undefined) throw new Error('a route has a schema that components.ts does not name');
  return { $ref: pointer(name) };
}

/** The fields of a query, each with its schema. */
export function describeQuery(query: z.ZodObject): { name: string; required: boolean; schema: JsonSchema }[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input', override: tidy });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    required: required.includes(name),
    schema: typeof schema === 'boolean' ? {} : schema,
  }));
}

function describeAll(schemas: Schemas, io: 'input' | 'output'): { [name: string]: JsonSchema } {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const described = z.toJSONSchema(registry, { io, uri: pointer, override: tidy }).schemas;
  return Object.fromEntries(
    Object.entries(described).map(([name, { $schema: _dialect, $id: _pointer, ...schema }]) => [
      name,
      schema,
    ]),
  );
}

function pointer(name: string): string {
  return `#/components/schemas/${name}`;
}

/**
 * The bounds of a double's exact integers go without saying; `starts_with` is zod's own word, and beside a pattern that
 * says the same; `shownAs` is what stands for a text that is read.
 */
function tidy({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.format === 'starts_with') delete jsonSchema.format;
  const { shownAs } = jsonSchema;
  if (typeof shownAs !== 'object' || shownAs === null) return;
  for (const key of ['type', 'pattern', 'default', 'shownAs']) delete jsonSchema[key];
  Object.assign(jsonSchema, shownAs);
}
