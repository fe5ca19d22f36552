import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { type BenchOptions, readOptions } from './bench-options';
import { HoldfastApi } from './common/api';
import { ensureBaseImage } from './common/base-image';
import { connectDocker } from './common/docker-engine';
import { type Interruption, runToExit } from './common/interruption';
import { PROJECT_ROOT } from './common/service';
import type { BenchContext } from './measure/group';
import { describeMachine } from './measure/machine';
import { type BenchStack, startPrivateStack } from './measure/private-stack';
import { RecordFleet } from './measure/record-fleet';
import type { BenchReport } from './measure/results';
import { measureGroups } from './measure/run-groups';
import { formatReport } from './report/format-report';
import { PERFORMANCE_PAGE, performanceFiles } from './report/performance-page';
import {
  compareReports,
  mergeReports,
  readStoredReport,
  reportText,
  STORED_REPORT,
} from './report/stored-report';

async function main(interruption: Interruption): Promise<void> {
  const options = readOptions((text) => process.stdout.write(text));
  if (options === undefined) return;
  progress('Starting a private Holdfast');
  const stack = await startPrivateStack(progress, interruption);
  let failed: string[];
  try {
    const { report, failures } = await measure(stack, options, interruption);
    failed = failures;
    show(report, options);
  } finally {
    await stack.end();
  }
  if (failed.length > 0) throw new Error(`${failed.join(', ')} could not be measured; the reasons are above`);
}

async function measure(
  stack: BenchStack,
  options: BenchOptions,
  { giveUp }: Interruption,
): Promise<{ report: BenchReport; failures: string[] }> {
  const docker = connectDocker(stack.stack.docker.host);
  // No signal for its calls: what has been made is removed also when the benchmark is interrupted.
  const api = new HoldfastApi(stack.stack.apiUrl, { actor: 'bench' });
  const machine = await describeMachine(docker, stack.stack.temporalAddress);
  await ensureBaseImage(docker, progress);
  const connection = await Connection.connect({ address: stack.stack.temporalAddress });
  const temporal = new Client({ connection });
  const records = new RecordFleet({ api, docker, temporal, signal: giveUp });
  const { extent, runs } = options;
  const context: BenchContext = {
    api,
    docker,
    temporal,
    stack,
    records,
    extent,
    runs,
    signal: giveUp,
    say: progress,
  };
  const startedAt = performance.now();
  try {
    const { groups, failures } = await measureGroups(options.groups, context);
    const report: BenchReport = {
      format: 2,
      taken_at: new Date().toISOString(),
      duration_seconds: (performance.now() - startedAt) / 1000,
      machine,
      verify_grace_ms: stack.settings.HOLDFAST_VERIFY_GRACE_MS,
      groups,
    };
    return { report, failures };
  } finally {
    await records.remove();
    await connection.close();
  }
}

function show(report: BenchReport, { json, store }: BenchOptions): void {
  write(json, reportText(report));
  console.log(`\n${formatReport(report)}`);
  const storedFile = join(PROJECT_ROOT, STORED_REPORT);
  const stored = readStoredReport(storedFile);
  if (stored !== undefined) console.log(`\n${compareReports(stored, report)}`);
  console.log(`\nAll figures, sample by sample: ${json}`);
  if (!store) return;
  const text = reportText(mergeReports(stored, report));
  write(storedFile, text);
  const page = join(PROJECT_ROOT, PERFORMANCE_PAGE);
  if (!existsSync(page)) throw new Error(`there is no ${PERFORMANCE_PAGE} to write into`);
  // Of the figures as they are stored: what is rounded twice may differ.
  const files = performanceFiles(JSON.parse(text) as BenchReport, readFileSync(page, 'utf8'));
  for (const file of files) write(join(PROJECT_ROOT, file.path), file.text);
  console.log(`Stored in ${STORED_REPORT} and ${PERFORMANCE_PAGE}`);
}

function write(file: string, text: string): void {
  mkdirSync(dirname(resolve(file)), { recursive: true });
  writeFileSync(file, text);
}

/** Standard output is for the report. */
function progress(line: string): void {
  console.error(line);
}

runToExit(main);
