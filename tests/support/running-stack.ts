import type { ChildProcess } from 'node:child_process';
import type { TestFolder } from './test-folder';

interface RunningStack {
  folder: TestFolder;
  /** Not yet, while it is being started. */
  child?: ChildProcess;
}

/** jest loads its set-up and its tear-down apart from each other, in one process: only the process is shared. */
const holder = globalThis as typeof globalThis & { holdfastTestStack?: RunningStack };

export function rememberStack(stack: RunningStack): void {
  holder.holdfastTestStack = stack;
}

export function recallStack(): RunningStack | undefined {
  return holder.holdfastTestStack;
}
