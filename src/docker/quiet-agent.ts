import { Agent } from 'node:http';
import { inspect } from 'node:util';

/**
 * An agent that shows nothing of itself. The client writes out the whole options of each request for its debug log,
 * also when nobody reads that; with an agent's sockets in it, that took tens of seconds.
 */
export class QuietAgent extends Agent {
  [inspect.custom](): string {
    return 'QuietAgent';
  }
}
