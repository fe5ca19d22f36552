/** What a VPS does by itself. */
export interface VpsPolicy {
  /** Take a snapshot each time the VPS is stopped, and before a restart replaces its container. */
  auto_snapshot_on_stop: boolean;
  /** How many snapshots are kept, pinned ones included; 0 means all, up to `MOST_SNAPSHOTS`. */
  max_snapshots: number;
  /** How many bytes the VPS's own files may have for a snapshot to be taken of them; 0 means no limit. */
  max_snapshot_bytes: number;
}

/** A VPS's own choices; what is absent follows the runner's defaults. */
export type VpsPolicyOverrides = { [K in keyof VpsPolicy]?: VpsPolicy[K] };

/** What an older runner does not report about itself. */
const NO_LIMITS: Pick<VpsPolicy, 'max_snapshot_bytes'> = { max_snapshot_bytes: 0 };

export const DEFAULT_POLICY: VpsPolicy = { auto_snapshot_on_stop: true, max_snapshots: 5, ...NO_LIMITS };

export function effectivePolicy(defaults: VpsPolicy, overrides: VpsPolicyOverrides): VpsPolicy {
  return { ...NO_LIMITS, ...defaults, ...overrides };
}

/** A change of policy as an API user sends it: `null` goes back to the runner's default. */
export type VpsPolicyPatch = { [K in keyof VpsPolicy]?: VpsPolicy[K] | null | undefined };

export function patchPolicy(overrides: VpsPolicyOverrides, patch: VpsPolicyPatch): VpsPolicyOverrides {
  const merged = Object.entries({ ...overrides, ...patch });
  return Object.fromEntries(merged.filter(([, value]) => value !== null && value !== undefined));
}
