export interface ApiVersion {
  major: number;
  minor: number;
}

/** The newest version of the Docker API that Holdfast has been tried with. */
export const NEWEST_API: ApiVersion = { major: 1, minor: 51 };

/** From this version on, a container's MAC address belongs to its endpoints. */
const API_WITH_ENDPOINT_MAC: ApiVersion = { major: 1, minor: 44 };

/**
 * Whether a MAC address that was asked for must be given to an endpoint. Every engine shows it as the container's, and
 * only when it was asked for.
 */
export function hasEndpointMac(api: ApiVersion): boolean {
  return compareVersions(api, API_WITH_ENDPOINT_MAC) >= 0;
}

export function parseVersion(text: string): ApiVersion {
  const [major = 1, minor = 0] = text.split('.').map(Number);
  return { major, minor };
}

export function older(a: ApiVersion, b: ApiVersion): ApiVersion {
  return compareVersions(a, b) < 0 ? a : b;
}

function compareVersions(a: ApiVersion, b: ApiVersion): number {
  return a.major - b.major || a.minor - b.minor;
}
