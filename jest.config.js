const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
  ],
};

/** @type {import('jest').Config} */
module.exports = {
  // Tests that share the stack wait for it most of the time: more of them than cores are well fed.
  maxWorkers: 2,
  testSequencer: '<rootDir>/tests/support/longest-first.js',
  // A commit or a start takes a second on a machine that does nothing else.
  testTimeout: 60_000,
  projects: [
    {
      displayName: 'unit',
      transform,
      testMatch: ['<rootDir>/tests/{unit,replay}/**/*.test.ts'],
    },
    {
      // The test stack is started when at least one of these is to run, and only then.
      displayName: 'integration',
      transform,
      testMatch: ['<rootDir>/tests/{integration,model}/**/*.test.ts'],
      globalSetup: '<rootDir>/tests/support/global-setup.ts',
      globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
    },
    {
      // A person's paths through the dashboard in a real Chromium, on a stack whose fleet is theirs alone.
      displayName: 'browser',
      transform,
      testMatch: ['<rootDir>/tests/browser/**/*.test.ts'],
      globalSetup: '<rootDir>/tests/browser/support/global-setup.ts',
      globalTeardown: '<rootDir>/tests/browser/support/global-teardown.ts',
      setupFilesAfterEnv: ['<rootDir>/tests/browser/support/use-browser-stack.ts'],
    },
    {
      // These kill the stack that they run on, so each has its own.
      displayName: 'faults',
      transform,
      testMatch: ['<rootDir>/tests/faults/**/*.test.ts'],
    },
  ].map((project) => ({ ...project, roots: ['<rootDir>/tests'], testEnvironment: 'node' })),
};
