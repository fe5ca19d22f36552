/** Where an engine keeps its images: `overlay2` or another graph driver, or `containerd`. */
export interface EngineFacts {
  version: string;
  storage: string;
}

/** What the engine of a test run must be, as `28.5 containerd`; unset when any will do. */
export const EXPECTED_VARIABLE = 'TEST_ENGINE';
/** The file that a test run writes what its engine is to. */
export const FOUND_FILE_VARIABLE = 'TEST_ENGINE_FOUND';

export function factsText({ version, storage }: EngineFacts): string {
  return `${version} ${storage}`;
}

/** @param info the engine's answer to `GET /info` */
export function engineFactsOf(info: {
  ServerVersion: string;
  Driver: string;
  DriverStatus: [string, string][] | null;
}): EngineFacts {
  const isContainerd = (info.DriverStatus ?? []).some(
    ([name, value]) => name === 'driver-type' && value.startsWith('io.containerd.'),
  );
  return { version: info.ServerVersion, storage: isContainerd ? 'containerd' : info.Driver };
}

/** @param expected as {@link EXPECTED_VARIABLE} has it; the version may end anywhere before a full stop or a plus */
export function isExpected(expected: string, found: EngineFacts): boolean {
  const [version = '', storage = ''] = expected.split(' ');
  return isVersion(version, found.version) && found.storage === storage;
}

export function isVersion(expected: string, version: string): boolean {
  const next = version.charAt(expected.length);
  return version.startsWith(expected) && (next === '' || next === '.' || next === '+');
}
