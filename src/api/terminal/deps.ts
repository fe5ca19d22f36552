import type { Settings } from '../../platform/settings';
import type { Access } from '../access';
import type { ApiDeps } from '../deps';

/** What terminals need of their surroundings. */
export type TerminalDeps = Pick<ApiDeps, 'client' | 'namespace' | 'closing' | 'log'> & {
  settings: ApiDeps['settings'] & Pick<Settings, 'HOLDFAST_TERMINAL' | 'HOLDFAST_CALLBACK_URL'>;
  access: Access;
  /** Hides what a runner is asked to open from everything between here and there. */
  sealOrder: (plain: string) => string;
};
