/*
 * How the API and the worker are kept small. They wait most of the time, and Node as it comes trades memory for speed that
 * they do not need: measured beside 1,000 VPSs, both together took 481 MB at rest and 752 MB after 300 operations, with
 * this and a small `HOLDFAST_CACHED_WORKFLOWS` 240 MB and 277 MB. The Dockerfile and the compose file say the same.
 */

/** A small young generation, and code that is compact rather than fast. */
export const LEAN_NODE_ARGUMENTS = ['--max-semi-space-size=1', '--optimize-for-size'] as const;

/** glibc keeps an arena for each of many threads, and gives nothing back while the top of one is in use. */
export const LEAN_MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' } as const;
