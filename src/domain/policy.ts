/** What a VPS does by itself. */
export interface VpsPolicy {
  /** Take a snapshot each time the VPS is stopped, and before a restart replaces its container. */
  auto_snapshot_on_stop: boolean;
  /** How many snapshots are kept, pinned ones included; 0 means no limit. */
  max_snapshots: number;
}

/** A VPS's own choices; what is absent follows the runner's defaults. */
export type VpsPolicyOverrides = { [K in keyof VpsPolicy]?: VpsPolicy[K] };

export const DEFAULT_POLICY: VpsPolicy = { auto_snapshot_on_stop: true, max_snapshots: 5 };

export function effectivePolicy(defaults: VpsPolicy, overrides: VpsPolicyOverrides): VpsPolicy {
  return { ...defaults, ...overrides };
}

/** A change of policy as an API user sends it: `null` goes back to the runner's default. */
export type VpsPolicyPatch = { [K in keyof VpsPolicy]?: VpsPolicy[K] | null | undefined };

export function patchPolicy(overrides: VpsPolicyOverrides, patch: VpsPolicyPatch): VpsPolicyOverrides {
  const merged = Object.entries({ ...overrides, ...patch });
  return Object.fromEntries(merged.filter(([, value]) => value !== null && value !== undefined));
}
