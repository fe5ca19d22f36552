import {
  DefaultLogger,
  type LogEntry,
  makeTelemetryFilterString,
  type RuntimeOptions,
} from '@temporalio/worker';
import type { Logger } from './log';

/** What workflows and activities say themselves; all other components are the SDK's own inner workings. */
const OUR_COMPONENTS: unknown[] = ['workflow', 'activity'];

/** A warning that means nothing here: each of our workers does one of the two only. */
const EXPECTED = /^No (workflows|activities) registered, not polling/;

/** Makes the SDK, its native part included, log through our logger. */
export function sdkLogging(log: Logger): Required<Pick<RuntimeOptions, 'logger' | 'telemetryOptions'>> {
  return {
    logger: new DefaultLogger('DEBUG', (entry) => write(log, entry)),
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
    },
  };
}

function write(log: Logger, { level, message, meta }: LogEntry): void {
  const { sdkComponent, error, ...rest } = meta ?? {};
  const fields = error === undefined ? rest : { ...rest, err: error as unknown };
  switch (level) {
    case 'ERROR':
      return log.error(fields, message);
    case 'WARN':
      return EXPECTED.test(message) ? log.debug(fields, message) : log.warn(fields, message);
    case 'INFO':
      return OUR_COMPONENTS.includes(sdkComponent) ? log.info(fields, message) : log.debug(fields, message);
    case 'DEBUG':
    case 'TRACE':
      return log.debug(fields, message);
  }
}
