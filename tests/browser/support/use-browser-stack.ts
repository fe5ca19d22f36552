import { useStack } from '../../support/stack';

useStack('browser');
// A person's path has many steps, and a browser is slow on a machine that runs other tests meanwhile.
jest.setTimeout(150_000);
