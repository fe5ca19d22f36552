import type { End } from './fault-api';
import type { Verdict } from './invariants';
import type { Expected, Plan } from './plans';
import type { Subject } from './slot';

/** An operation that has ended, and what was found then. */
export interface Judged {
  subject: Subject;
  plan: Plan;
  end: End;
  /** What is wrong with how it ended. */
  ofEnd: string[];
  expected: Expected;
  verdict: Verdict;
  /** What went wrong with the VPS when it was used further. */
  afterwards: string[];
}

/** What has been seen and found good is what must be from now on. */
export function acceptAsKnown(subject: Subject, expected: Exclude<Expected, 'gone'>, verdict: Verdict): void {
  const before = subject.files;
  subject.state = expected.state;
  subject.snapshots = new Map(verdict.snapshotIds.map((id) => [id, subject.snapshots.get(id) ?? before]));
  subject.files = expected.files;
  subject.head = verdict.head;
}

export function goesOn(judged: Judged): judged is Judged & { expected: Exclude<Expected, 'gone'> } {
  return judged.expected !== 'gone' && isWell(judged);
}

/** What is only slow is reported, and worked with further. */
export function isWell(judged: Judged): boolean {
  return violationsOf(judged).every((line) => line.startsWith('SLOW'));
}

export function violationsOf({ ofEnd, verdict, afterwards }: Judged): string[] {
  return [...ofEnd, ...verdict.violations, ...afterwards];
}
