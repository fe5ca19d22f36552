import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { HoldfastApi } from './common/api';
import { ensureBaseImage } from './common/base-image';
import { connectDocker } from './common/docker-engine';
import { type Interruption, runToExit } from './common/interruption';
import { describeMachine } from './measure/machine';
import { measureAll } from './measure/measurements';
import { startPrivateStack } from './measure/private-stack';
import { asMeasure, type BenchReport, formatReport } from './measure/report';

const USAGE = `npm run bench [-- --runs N] [--reads N] [--json FILE]

Times what Holdfast does next to the same Docker calls made by hand, on a service, an engine and a
data directory of its own.

  --runs N     how often each change is timed (default 10)
  --reads N    batches of 20 reads (default 10)
  --json FILE  where the figures go as JSON (default .holdfast/bench.json)
`;

interface Options {
  runs: number;
  reads: number;
  json: string;
}

async function main(interruption: Interruption): Promise<void> {
  const options = readOptions();
  if (options === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  progress('Starting a private Holdfast');
  const { stack, settings, end } = await startPrivateStack(progress, interruption);
  try {
    const startedAt = performance.now();
    const docker = connectDocker(stack.docker.host);
    const machine = await describeMachine(docker, stack.temporalAddress);
    await ensureBaseImage(docker, progress);
    const { runs, reads, json } = options;
    const measurements = await measureAll({
      // No signal for its calls: what has been made is removed also when the benchmark is interrupted.
      api: new HoldfastApi(stack.apiUrl, { actor: 'bench' }),
      docker,
      runs,
      reads,
      signal: interruption.giveUp,
      say: progress,
    });
    const report: BenchReport = {
      format: 1,
      taken_at: new Date().toISOString(),
      duration_seconds: (performance.now() - startedAt) / 1000,
      machine,
      verify_grace_ms: settings.HOLDFAST_VERIFY_GRACE_MS,
      measures: measurements.map(asMeasure),
    };
    writeReport(report, json);
  } finally {
    await end();
  }
}

/** Undefined when help was asked for. */
function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '10' },
      reads: { type: 'string', default: '10' },
      json: { type: 'string', default: '.holdfast/bench.json' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const [runs, reads] = [Number(values.runs), Number(values.reads)];
  if (![runs, reads].every((count) => Number.isInteger(count) && count >= 1 && count <= 1000)) {
    throw new Error('--runs and --reads take a whole number from 1 to 1000.');
  }
  return { runs, reads, json: resolve(values.json) };
}

function writeReport(report: BenchReport, file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\n${formatReport(report)}\n\nAll figures, sample by sample: ${file}`);
}

/** Standard output is for the report. */
function progress(line: string): void {
  console.error(line);
}

runToExit(main);
