/** An IPv4 range: its first address as a number, and the length of its prefix. */
interface Range {
  first: number;
  prefix: number;
}

const FIRST_OCTET = 10;
const SECOND_OCTETS = { from: 200, count: 56 };
const PREFIX = 20;

/**
 * A private IPv4 subnet that overlaps none of `used`, such as `10.213.16.0/20`; undefined when all are taken. The
 * same `seed` gives the same subnet as long as it is free.
 */
export function chooseSubnet(used: readonly string[], seed: number): string | undefined {
  const taken = used.map(parseRange).filter((range) => range !== undefined);
  for (let n = 0; n < SECOND_OCTETS.count * 16; n += 1) {
    const index = (seed + n) % (SECOND_OCTETS.count * 16);
    const second = SECOND_OCTETS.from + (index % SECOND_OCTETS.count);
    const third = 16 * Math.floor(index / SECOND_OCTETS.count);
    const candidate = `${FIRST_OCTET}.${second}.${third}.0/${PREFIX}`;
    const range = parseRange(candidate);
    if (range !== undefined && !taken.some((other) => overlap(range, other))) return candidate;
  }
  return undefined;
}

/** The first address of a subnet that a machine can have, with the prefix: `10.213.16.1/20`. */
export function gatewayOf(subnet: string): string {
  return subnet.replace(/0\/(\d+)$/, '1/$1');
}

function parseRange(text: string): Range | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const octets = match.slice(1, 5).map(Number);
  return {
    first: octets.reduce((sum, octet) => sum * 256 + octet, 0),
    prefix: match[5] === undefined ? 32 : Number(match[5]),
  };
}

function overlap(a: Range, b: Range): boolean {
  const size = 2 ** (32 - Math.min(a.prefix, b.prefix));
  return Math.floor(a.first / size) === Math.floor(b.first / size);
}
