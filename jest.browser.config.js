const { projects, ...shared } = require('./jest.config.js');

/**
 * A person's paths through the dashboard in a real Chromium, on a stack whose fleet is theirs alone. By themselves:
 * Chromium drops what it loads whenever an interface comes or goes, as each container of another test makes it.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...shared,
  maxWorkers: 1,
  projects: [
    {
      displayName: 'browser',
      transform: projects[0].transform,
      testMatch: ['<rootDir>/tests/browser/**/*.test.ts'],
      globalSetup: '<rootDir>/tests/browser/support/global-setup.ts',
      globalTeardown: '<rootDir>/tests/browser/support/global-teardown.ts',
      setupFiles: ['<rootDir>/tests/browser/support/use-browser-stack.ts'],
      roots: ['<rootDir>/tests'],
      testEnvironment: 'node',
    },
  ],
};
