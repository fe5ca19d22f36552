import { sayBytes, sayDuration } from './humane';
import type { Operation } from './shapes';
import { clean } from './table';

const BAR_WIDTH = 20;
const FRAME_MS = 200;
const CLEAR_LINE = '\r\u001b[2K';

/** One line about how far an operation is. */
export function sayProgress(operation: Operation): string {
  const { kind, task_id, status, waiting_for, progress } = operation;
  const head = `${kind} ${task_id}`;
  if (waiting_for !== null) return clean(`${head}: waiting for ${waiting_for}`);
  if (progress === null) return `${head}: ${status}`;
  const { done_steps, total_steps, step, step_summary, bytes } = progress;
  const parts = [
    total_steps === null
      ? `step ${done_steps + 1}`
      : `step ${Math.min(done_steps + 1, total_steps)}/${total_steps}`,
    step_summary ?? step ?? '',
    bytes === null
      ? ''
      : `${sayBytes(bytes.done)}${bytes.total === null ? '' : ` of ${sayBytes(bytes.total)}`}`,
  ];
  return clean(`${head}: ${parts.filter((part) => part !== '').join(' · ')}`);
}

/** Where the progress of an operation is shown. */
export interface ProgressDisplay {
  show(operation: Operation): void;
  /** Leaves the place to what is printed next. */
  end(): void;
}

/** On a terminal one line that moves; elsewhere a line for each step. Both on stderr, beside the result. */
export function makeDisplay(isQuiet = false): ProgressDisplay {
  if (isQuiet) return { show: () => undefined, end: () => undefined };
  return process.stderr.isTTY ? new LiveLine() : new PlainLines();
}

class PlainLines implements ProgressDisplay {
  private last = '';

  show(operation: Operation): void {
    // Bytes and seconds alone are no new line.
    const { progress, waiting_for } = operation;
    const line = sayProgress({
      ...operation,
      waiting_for: waiting_for?.replace(/, silent for \d+ s$/, '') ?? null,
      progress: progress && { ...progress, bytes: null },
    });
    if (line === this.last || operation.ended_at !== null) return;
    if (progress !== null && progress.step === null) return;
    this.last = line;
    process.stderr.write(`${line}\n`);
  }

  end(): void {}
}

class LiveLine implements ProgressDisplay {
  private readonly startedAt = Date.now();
  private operation: Operation | undefined;
  private readonly timer = setInterval(() => this.draw(), FRAME_MS);

  show(operation: Operation): void {
    this.operation = operation;
    this.draw();
  }

  end(): void {
    clearInterval(this.timer);
    process.stderr.write(CLEAR_LINE);
  }

  private draw(): void {
    if (this.operation === undefined) return;
    const { progress } = this.operation;
    const elapsed = sayDuration(Math.floor((Date.now() - this.startedAt) / 1000) * 1000 || 1);
    const line = `${bar(progress)}${sayProgress(this.operation)} (${elapsed})`;
    process.stderr.write(CLEAR_LINE + line.slice(0, (process.stderr.columns || 80) - 1));
  }
}

function bar(progress: Operation['progress']): string {
  if (progress === null || progress.total_steps === null || progress.total_steps === 0) return '';
  const { done_steps, total_steps, bytes } = progress;
  const ofStep = bytes?.total != null && bytes.total > 0 ? Math.min(1, bytes.done / bytes.total) : 0;
  const filled = Math.round((Math.min(total_steps, done_steps + ofStep) / total_steps) * BAR_WIDTH);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] `;
}
