export interface ApiVersion {
  major: number;
  minor: number;
}

/** The newest version of the Docker API that Holdfast has been tried with. */
export const NEWEST_API: ApiVersion = { major: 1, minor: 51 };

export function parseVersion(text: string): ApiVersion {
  const [major = 1, minor = 0] = text.split('.').map(Number);
  return { major, minor };
}

export function older(a: ApiVersion, b: ApiVersion): ApiVersion {
  return compareVersions(a, b) < 0 ? a : b;
}

/** Below, at or above zero, as `a` is older than, the same as or newer than `b`. */
export function compareVersions(a: ApiVersion, b: ApiVersion): number {
  return a.major - b.major || a.minor - b.minor;
}
