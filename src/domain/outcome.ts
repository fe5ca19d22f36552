import type { VpsChange } from './changes';
import type { JsonObject } from './json';

/** What an operation's workflow returns: what it changed, for the record, and what the API answers with. */
export interface OperationOutcome {
  changes: VpsChange[];
  result: JsonObject;
}
