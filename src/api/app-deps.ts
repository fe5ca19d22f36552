import type { ApiDeps } from './deps';
import type { RunnerDirectory } from './temporal/runners';

/** What the routes share: what the API was given, and what it knows of the runners. */
export type AppDeps = ApiDeps & { runners: RunnerDirectory };
