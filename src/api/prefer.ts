const MOST_SECONDS = 3600;

/** How long a call is willing to wait for its operation, and what of its `Prefer` header was honoured. */
export interface WaitPreference {
  wait_ms: number;
  /** For the `Preference-Applied` header; empty when nothing was asked. */
  applied: string[];
}

/**
 * Reads a `Prefer` header (RFC 7240): `wait=N` in seconds, `respond-async`. As the RFC has it, what is not understood
 * is ignored, and of a preference that is given twice the first counts.
 */
export function readPrefer(header: string | undefined, defaultSeconds: number): WaitPreference {
  const preferences = (header ?? '').split(',').map((part) => {
    const [name = '', value] = (part.split(';')[0] ?? '').split('=', 2).map((side) => side.trim());
    return { name: name.toLowerCase(), value: value?.replace(/^"|"$/g, '') };
  });
  const isAsync = preferences.some(({ name }) => name === 'respond-async');
  const wait = preferences.find(({ name, value }) => name === 'wait' && /^\d{1,9}$/.test(value ?? ''));
  const seconds = wait === undefined ? undefined : Math.min(Number(wait.value), MOST_SECONDS);
  return {
    wait_ms: (seconds ?? (isAsync ? 0 : defaultSeconds)) * 1000,
    applied: [...(isAsync ? ['respond-async'] : []), ...(seconds === undefined ? [] : [`wait=${seconds}`])],
  };
}
