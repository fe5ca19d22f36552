import { useStack } from '../../support/stack';

useStack('browser');
