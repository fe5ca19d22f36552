import { writeFile } from 'node:fs/promises';
import Docker from 'dockerode';
import {
  engineFactsOf,
  EXPECTED_VARIABLE,
  factsText,
  FOUND_FILE_VARIABLE,
  isExpected,
} from '../../scripts/engines/tested-engine';

/**
 * For `npm run test:engines`: writes down what the engine of this test run is.
 *
 * @throws Error when it is not the one that is to be tested
 */
export async function checkEngine(dockerHost: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const [expected, file] = [env[EXPECTED_VARIABLE], env[FOUND_FILE_VARIABLE]];
  if (expected === undefined || file === undefined) return;
  const docker = new Docker({ socketPath: dockerHost.replace('unix://', '') });
  const found = engineFactsOf((await docker.info()) as Parameters<typeof engineFactsOf>[0]);
  await writeFile(file, factsText(found));
  if (!isExpected(expected, found))
    throw new Error(`The tests are to run on Engine ${expected}; theirs is ${factsText(found)}.`);
}
