import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runToEnd } from './run-to-end.mjs';

/** What the build is made from, and the part of it that the workflow bundle is made from. */
const SOURCES = ['src', 'bench', 'scripts', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const DASHBOARD_SOURCES = ['web', 'src/domain', 'package-lock.json'];
const WORKFLOW_SOURCES = ['src/workflows', 'src/domain', 'src/activities/contract.ts', 'package-lock.json'];

const COMMAND = 'src/cli/main.js';

/**
 * Builds `dist` when it is not of the present sources. What runs from an earlier build is not disturbed.
 *
 * @param withDashboard whether what is to run shows it: building it takes longer than all the rest
 */
export async function buildWhatChanged(root, withDashboard) {
  const dist = join(root, 'dist');
  const entryPoints = readdirSync(root).filter((name) => name.endsWith('.ts'));
  const sources = fingerprint(root, [...SOURCES, ...entryPoints]);
  const workflows = fingerprint(root, WORKFLOW_SOURCES);
  if (read(join(dist, '.stamp')) !== sources) {
    await compile(root, dist);
    writeFileSync(join(dist, '.stamp'), sources);
  }
  if (read(join(dist, '.workflow-stamp')) !== workflows && existsSync(join(dist, 'src', 'workflows'))) {
    await bundleWorkflows(root, dist);
    writeFileSync(join(dist, '.workflow-stamp'), workflows);
  }
  if (!withDashboard || !existsSync(join(root, 'web'))) return;
  const dashboard = fingerprint(root, DASHBOARD_SOURCES);
  if (read(join(dist, '.dashboard-stamp')) !== dashboard) {
    await buildDashboard(root, dist);
    writeFileSync(join(dist, '.dashboard-stamp'), dashboard);
  }
}

/** Compiles aside, and puts the result in place entry by entry. */
async function compile(root, dist) {
  console.error('compiling');
  const staging = join(dist, `.staging-${process.pid}`);
  const old = join(dist, `.old-${process.pid}`);
  mkdirSync(old, { recursive: true });
  try {
    // Not `bin/tsc`, which is a module without an ending: Node has read such only since 20.10.
    const tsc = join(root, 'node_modules', 'typescript', 'lib', 'tsc.js');
    const code = await runToEnd(
      [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', staging, '--sourceRoot', root],
      {
        cwd: root,
      },
    );
    if (code !== 0) throw new Error('the sources do not compile; see above');
    // What `bin` in package.json names is run as it is.
    chmodSync(join(staging, COMMAND), 0o755);
    for (const name of readdirSync(staging)) {
      if (existsSync(join(dist, name))) renameSync(join(dist, name), join(old, name));
      renameSync(join(staging, name), join(dist, name));
    }
  } finally {
    rmSync(staging, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

/** Aside as well. Files of the dashboard before are gone, which a page that is open meets by loading itself anew. */
async function buildDashboard(root, dist) {
  console.error('building the dashboard');
  const staging = join(dist, `.web-${process.pid}`);
  const old = join(dist, `.old-web-${process.pid}`);
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  try {
    const command = [vite, 'build', join(root, 'web'), '--outDir', staging, '--logLevel', 'warn'];
    const code = await runToEnd(command, { cwd: root });
    if (code !== 0) throw new Error('the dashboard cannot be built; see above');
    if (existsSync(join(dist, 'web'))) renameSync(join(dist, 'web'), old);
    renameSync(staging, join(dist, 'web'));
  } finally {
    rmSync(staging, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

/** Ahead of time, so that a worker starts at once. */
async function bundleWorkflows(root, dist) {
  console.error('bundling the workflows');
  const { bundleWorkflowCode } = createRequire(join(root, 'package.json'))('@temporalio/worker');
  const workflowsPath = join(dist, 'src', 'workflows', 'index.js');
  // Does nothing unless a trace comes with what it is asked for: one bundle serves with and without.
  const tracing = join(dist, 'src', 'workflows', 'tracing.js');
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [tracing],
    // Evaluated once, not for each workflow: they hold nothing that changes (tests/unit/workflows/shared-modules.test.ts).
    preloadModules: [workflowsPath, tracing],
    logger: quietLogger(),
  });
  const next = join(dist, `.workflow-bundle-${process.pid}.js`);
  writeFileSync(next, code);
  renameSync(next, join(dist, 'workflow-bundle.js'));
}

function quietLogger() {
  const nothing = () => {};
  const show = (message) => console.error(message);
  return {
    log: (level, message) => (level === 'WARN' || level === 'ERROR' ? show(message) : undefined),
    trace: nothing,
    debug: nothing,
    info: nothing,
    warn: show,
    error: show,
  };
}

function fingerprint(root, names) {
  const hash = createHash('sha256');
  for (const path of names.flatMap((name) => filesUnder(root, name)).sort()) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(root, name) {
  if (!existsSync(join(root, name))) return [];
  if (/\.\w+$/.test(name)) return [name];
  return readdirSync(join(root, name), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(root, `${name}/${entry.name}`) : [`${name}/${entry.name}`],
  );
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
