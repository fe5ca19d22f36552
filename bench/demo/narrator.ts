const TITLE_WIDTH = 66;

/** What a step of the demo may tell while it runs; it is shown when the step has ended. */
export type Tell = (line: string) => void;

/** Prints a story step by step, each with how long it took. */
export class Narrator {
  private steps = 0;
  /** Whether the cursor stands behind the title of a step that runs. */
  private isMidLine = false;

  constructor(private readonly write: (text: string) => void) {}

  line(text = ''): void {
    if (this.isMidLine) this.write('\n');
    this.isMidLine = false;
    this.write(`${text}\n`);
  }

  async step<T>(title: string, work: (tell: Tell) => Promise<T>): Promise<T> {
    this.steps += 1;
    const details: string[] = [];
    this.write(`${String(this.steps).padStart(2)}. ${title}`.padEnd(TITLE_WIDTH));
    this.isMidLine = true;
    const startedAt = performance.now();
    let outcome = 'failed';
    try {
      const result = await work((line) => details.push(line));
      outcome = `${((performance.now() - startedAt) / 1000).toFixed(2)} s`;
      return result;
    } finally {
      // Something else may have been printed meanwhile.
      if (!this.isMidLine) this.write(' '.repeat(TITLE_WIDTH));
      this.write(`${outcome.padStart(9)}\n`);
      this.isMidLine = false;
      for (const detail of details) this.line(`    ${detail.replaceAll('\n', '\n    ')}`);
      this.line();
    }
  }
}
