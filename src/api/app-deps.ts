import type { Access } from './access';
import type { ApiDeps } from './deps';
import type { LiveHub } from './live/live-hub';
import type { HistoryCache } from './temporal/history-cache';
import type { RunnerDirectory } from './temporal/runners';

/** What the routes share: what the API was given, and what it remembers of Temporal so as to ask less. */
export type AppDeps = ApiDeps & {
  access: Access;
  runners: RunnerDirectory;
  histories: HistoryCache;
  live: LiveHub;
};
