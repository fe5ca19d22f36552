import { stopTestStack } from '../../support/stop-test-stack';

/** jest's global tear-down of the browser tests. */
export default async function tearDown(): Promise<void> {
  await stopTestStack('browser');
}
