import { startTestStack } from './start-test-stack';

/** jest's global set-up of the integration tests. */
export default async function setUp(): Promise<void> {
  await startTestStack('integration');
}
