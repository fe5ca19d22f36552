import { fixPublishedPorts, publishedPorts } from '../../../src/docker/capture-ports';

const open = (HostIp = '') => ({ HostIp, HostPort: '' });
const at = (HostPort: string, HostIp = '') => ({ HostIp, HostPort });

describe('the host ports of a container', () => {
  it('stay open while it does not run', () => {
    expect(fixPublishedPorts({ PortBindings: { '22/tcp': [open()] } }, {})).toEqual({ '22/tcp': [open()] });
  });

  it('are one when IPv4 and IPv6 have the same', () => {
    const assigned = { '22/tcp': [at('32768', '0.0.0.0'), at('32768', '::')] };
    expect(fixPublishedPorts({ PortBindings: { '22/tcp': [open()] } }, assigned)).toEqual({
      '22/tcp': [at('32768')],
    });
  });

  it('are two when IPv4 and IPv6 differ', () => {
    const assigned = { '22/tcp': [at('32768', '0.0.0.0'), at('32770', '::')] };
    expect(fixPublishedPorts({ PortBindings: { '22/tcp': [open()] } }, assigned)).toEqual({
      '22/tcp': [at('32768', '0.0.0.0'), at('32770', '::')],
    });
  });

  it('are told apart when a port is published several times', () => {
    const PortBindings = { '22/tcp': [at('2222'), open(), open('127.0.0.1')] };
    const assigned = {
      '22/tcp': [at('32768', '0.0.0.0'), at('2222', '0.0.0.0'), at('32769', '127.0.0.1'), at('2222', '::')],
    };
    expect(fixPublishedPorts({ PortBindings }, assigned)).toEqual({
      '22/tcp': [at('2222'), at('32768'), at('32769', '127.0.0.1')],
    });
  });

  it('include those that Docker published because all were to be', () => {
    const assigned = { '80/tcp': [at('32768', '0.0.0.0')], '90/tcp': null };
    expect(fixPublishedPorts({ PublishAllPorts: true, PortBindings: null }, assigned)).toEqual({
      '80/tcp': [at('32768')],
    });
  });

  it('take the one of a range that Docker chose', () => {
    const assigned = { '22/tcp': [at('2205', '0.0.0.0')] };
    expect(publishedPorts({ PortBindings: { '22/tcp': [at('2200-2210')] } }, assigned)).toEqual([
      ['22/tcp', at('2205')],
    ]);
  });
});
