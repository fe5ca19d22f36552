import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv4 } from 'node:net';

/** Proxies that are believed when they say whom they call for. */
export class TrustedProxies {
  private readonly list = new BlockList();

  /** @param ranges addresses, or networks such as `10.0.0.0/8` */
  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const [address = '', prefix] = range.split('/');
      const family = isIPv4(address) ? 'ipv4' : 'ipv6';
      if (prefix === undefined) this.list.addAddress(address, family);
      else this.list.addSubnet(address, Number(prefix), family);
    }
  }

  /** Where a request comes from: the last address of its way that is no trusted proxy. */
  clientOf({ socket, headers }: IncomingMessage): string {
    let client = plain(socket.remoteAddress ?? 'unknown');
    const way = String(headers['x-forwarded-for'] ?? '').split(',');
    while (this.trusts(client)) {
      const before = plain(way.pop()?.trim() ?? '');
      if (isIP(before) === 0) return client;
      client = before;
    }
    return client;
  }

  private trusts(address: string): boolean {
    return isIP(address) !== 0 && this.list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  }
}

/** IPv4 as such, also when it comes through a socket of IPv6. */
function plain(address: string): string {
  return address.replace(/^::ffff:/, '');
}
