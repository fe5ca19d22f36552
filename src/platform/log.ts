import { type Logger, pino } from 'pino';

export type { Logger };

/** Structured logs, a JSON object a line, on standard output. `npm start` shows them as text. */
export function createLogger(role: string, level: string): Logger {
  return pino({ name: role, level, timestamp: pino.stdTimeFunctions.isoTime });
}
