import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { TrustedProxies } from '../../../../src/api/security/client-address';

const trusted = new TrustedProxies(['127.0.0.1', '10.0.0.0/8', '2001:db8::/32']);

function clientOf(peer: string, forwarded?: string): string {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: peer });
  const req = new IncomingMessage(socket);
  if (forwarded !== undefined) req.headers['x-forwarded-for'] = forwarded;
  return trusted.clientOf(req);
}

describe('the address of a client', () => {
  it.each([
    ['192.0.2.1', undefined, '192.0.2.1'],
    ['::ffff:192.0.2.1', undefined, '192.0.2.1'],
    ['192.0.2.1', '198.51.100.7', '192.0.2.1'],
    ['127.0.0.1', undefined, '127.0.0.1'],
    ['127.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['::ffff:127.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['2001:db8::5', '2001:db9::1', '2001:db9::1'],
    ['127.0.0.1', '203.0.113.9, 198.51.100.7', '198.51.100.7'],
    ['127.0.0.1', '198.51.100.7, 10.1.1.1', '198.51.100.7'],
    ['127.0.0.1', 'garbage', '127.0.0.1'],
    ['127.0.0.1', '', '127.0.0.1'],
  ])('of a connection from %s that is forwarded for %s is %s', (peer, forwarded, client) => {
    expect(clientOf(peer, forwarded)).toBe(client);
  });
});
