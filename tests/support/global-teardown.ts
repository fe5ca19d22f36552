import { stopTestStack } from './stop-test-stack';

/** jest's global tear-down of the integration tests. */
export default async function tearDown(): Promise<void> {
  await stopTestStack('integration');
}
