/*
 * How the API and the worker are kept small. They wait most of the time, and Node as it comes trades memory for speed that
 * they do not need: measured beside 1,000 VPSs, both together took 481 MB at rest and 752 MB after 300 operations; with
 * this, and fewer workflows kept in memory, 251 MB and 307 MB over 10,000. The Dockerfile and the compose file say the same.
 */

const SMALL_YOUNG_GENERATION = '--max-semi-space-size=1';

/**
 * Code that is compact rather than fast is for the worker alone: the API would save 11 MB by it, and answer four reads in
 * the time of six; a worker takes its steps in the same time with and without.
 */
export const LEAN_NODE_ARGUMENTS = {
  server: [SMALL_YOUNG_GENERATION],
  worker: [SMALL_YOUNG_GENERATION, '--optimize-for-size'],
} as const;

/** glibc keeps an arena for each of many threads, and gives nothing back while the top of one is in use. */
export const LEAN_MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' } as const;
