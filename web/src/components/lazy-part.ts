import { type ComponentType, lazy, type LazyExoticComponent } from 'react';

/** How long to wait before a part of the dashboard that did not arrive is asked for again. */
const PAUSES_MS = [500, 2000];

/**
 * React's `lazy`, which asks again for a part that did not arrive: browsers drop what they are loading when the network
 * changes, which on a machine with Docker each container that starts or ends does. What fails for good is for a
 * `CrashGuard` to tell.
 */
export function lazyPart<P>(load: () => Promise<ComponentType<P>>): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => ({ default: await loadPatiently(load) }));
}

async function loadPatiently<T>(load: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return load();
}
