import type { Engine } from '../docker/engine';
import type { Logger } from '../platform/log';
import { destroyContainer, discardCreated, removeContainer, removeSnapshots, sweep } from './cleanup';
import { commitSnapshot } from './commit';
import type { RunnerActivities } from './contract';
import { createContainer } from './create-container';
import { flattenSnapshot } from './flatten';
import { pullImage } from './images';
import { replaceContainer } from './replace-container';
import { prepareReplacement, swapBack, swapIn } from './replacement';
import {
  pauseContainer,
  reviveContainer,
  startContainer,
  stopContainer,
  unpauseContainer,
} from './run-state';
import { type Runner, runnerSettings, type StepSettings } from './runner';
import { asActivity } from './step';
import { survey } from './survey';
import { surveyAndCommit } from './survey-and-commit';
import { verifyContainer } from './verify';

export interface RunnerDependencies {
  engine: Engine;
  settings: StepSettings;
  /** Opens what the API sealed. */
  unseal: (sealed: string) => string;
  logger: Logger;
}

/** The steps that a runner's worker offers, on one Docker Engine. */
export function createRunnerActivities({ settings, ...rest }: RunnerDependencies): RunnerActivities {
  const dependencies = { ...rest, settings: runnerSettings(settings) };
  const activity = <I, O>(perform: (runner: Runner, input: I) => Promise<O>): ((input: I) => Promise<O>) =>
    asActivity(dependencies, perform, vpsOf);
  return {
    survey: activity(survey),
    pullImage: activity(pullImage),
    createContainer: activity(createContainer),
    discardCreated: activity(discardCreated),
    startContainer: activity(startContainer),
    stopContainer: activity(stopContainer),
    reviveContainer: activity(reviveContainer),
    pauseContainer: activity(pauseContainer),
    unpauseContainer: activity(unpauseContainer),
    commitSnapshot: activity(commitSnapshot),
    surveyAndCommit: activity(surveyAndCommit),
    replaceContainer: activity(replaceContainer),
    flattenSnapshot: activity(flattenSnapshot),
    prepareReplacement: activity(prepareReplacement),
    swapIn: activity(swapIn),
    swapBack: activity(swapBack),
    verifyContainer: activity(verifyContainer),
    removeContainer: activity(removeContainer),
    destroyContainer: activity(destroyContainer),
    removeSnapshots: activity(removeSnapshots),
    sweep: activity(sweep),
  };
}

/** The VPS that a step is about; undefined when it is about none. */
function vpsOf(input: unknown): string | undefined {
  const isAboutOne = typeof input === 'object' && input !== null && 'task_id' in input;
  return isAboutOne ? `vps ${String(input.task_id)}` : undefined;
}
