import type { Client } from '@temporalio/client';
import type { Logger } from '../platform/log';
import type { Settings } from '../platform/settings';
import type { Tracer } from '../platform/tracing';

/** What the API needs of its surroundings. */
export interface ApiDeps {
  client: Client;
  namespace: string;
  settings: ApiSettings;
  /** Hides the environment of a new VPS from everything between here and its runner. */
  seal: (plain: string) => string;
  log: Logger;
  /** To whom requests are told as spans, if to anybody. */
  tracer?: Tracer | undefined;
  /** Once it is aborted, calls that wait for an operation answer what they know: the server is about to end. */
  closing: AbortSignal;
}

export type ApiSettings = Pick<
  Settings,
  | 'HOLDFAST_HOST'
  | 'HOLDFAST_TOKEN'
  | 'HOLDFAST_ALLOWED_HOSTS'
  | 'HOLDFAST_TRUSTED_PROXIES'
  | 'HOLDFAST_RATE_LIMIT'
  | 'HOLDFAST_FAILED_AUTH_LIMIT'
  | 'HOLDFAST_METRICS_PER_VPS'
  | 'HOLDFAST_WAIT_SECONDS'
  | 'HOLDFAST_QUEUE_LIMIT'
  | 'HOLDFAST_STREAM_LIMIT'
  | 'HOLDFAST_TERMINAL'
  | 'TEMPORAL_UI_URL'
>;
