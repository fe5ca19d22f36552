import type { TerminalEnd } from './connect-terminal';

/** How a terminal ended, for a person. */
export function sayEnd(end: TerminalEnd): string {
  switch (end.kind) {
    case 'exit':
      return end.code === null ? 'The shell has ended.' : `The shell has ended with exit code ${end.code}.`;
    case 'error':
      return end.detail;
    case 'lost':
      return 'The connection was lost, or you may not open a terminal here.';
  }
}
