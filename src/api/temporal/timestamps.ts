/** A protobuf timestamp, whose seconds are a 64-bit number of whatever make. */
interface Timestamp {
  seconds?: { toString(): string } | null;
  nanos?: number | null;
}

/** Milliseconds since 1970; null when there is no timestamp. */
export function millisOf(timestamp: Timestamp | null | undefined): number | null {
  if (timestamp === null || timestamp === undefined) return null;
  return Number(timestamp.seconds?.toString() ?? 0) * 1000 + Math.floor((timestamp.nanos ?? 0) / 1e6);
}

/** RFC 3339 in UTC. */
export function isoOf(timestamp: Timestamp | null | undefined): string | null {
  const millis = millisOf(timestamp);
  return millis === null ? null : new Date(millis).toISOString();
}
