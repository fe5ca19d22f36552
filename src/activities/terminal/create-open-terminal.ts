import type { OpenTerminalInput, TerminalRecord } from '../../domain/terminal';
import type { RunnerDependencies } from '../create-activities';
import { runnerSettings } from '../runner';
import { asActivity } from '../step';
import { Terminals, type TerminalsOptions } from './terminals';

/** The step that is a terminal. No workflow asks for it, the API does. */
export function createOpenTerminal(
  { settings, ...rest }: RunnerDependencies,
  options: TerminalsOptions,
): (input: OpenTerminalInput) => Promise<TerminalRecord> {
  const terminals = new Terminals(options);
  return asActivity({ ...rest, settings: runnerSettings(settings) }, (runner, input: OpenTerminalInput) =>
    terminals.perform(runner, input),
  );
}
