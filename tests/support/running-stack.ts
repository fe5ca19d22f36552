import type { ChildProcess } from 'node:child_process';
import type { TestFolder } from './test-folder';

/** The browser tests have a stack of their own, whose fleet they alone fill. */
export type StackName = 'integration' | 'browser';

interface RunningStack {
  folder: TestFolder;
  /** Not yet, while it is being started. */
  child?: ChildProcess;
}

/** jest loads its set-up and its tear-down apart from each other, in one process: only the process is shared. */
const holder = globalThis as typeof globalThis & {
  holdfastTestStacks?: Partial<Record<StackName, RunningStack>>;
};

export function rememberStack(name: StackName, stack: RunningStack): void {
  holder.holdfastTestStacks = { ...holder.holdfastTestStacks, [name]: stack };
}

export function recallStack(name: StackName): RunningStack | undefined {
  return holder.holdfastTestStacks?.[name];
}
