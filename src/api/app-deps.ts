import type { Access } from './access';
import type { ApiDeps } from './deps';
import type { LiveHub } from './live/live-hub';
import type { HistoryCache } from './temporal/history-cache';
import type { TemporalMemory } from './temporal/memory';

/** What the routes share: what the API was given, and what it remembers of Temporal so as to ask less. */
export type AppDeps = ApiDeps &
  TemporalMemory & {
    access: Access;
    histories: HistoryCache;
    live: LiveHub;
  };
