// Downloads the Temporal CLI into the folder that is the only argument, as the SDK does it for its own tests.
// The SDK has no call for the download alone: a server is started, briefly, and stopped again.
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [, , downloadDir] = process.argv;
try {
  const executable = { type: 'cached-download', downloadDir };
  const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } });
  await environment.teardown();
} catch (error) {
  // One line: the whole chain of causes repeats the address.
  console.error(error instanceof Error ? error.message.split(':').slice(0, 2).join(':') : error);
  process.exitCode = 1;
}
