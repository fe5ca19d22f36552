import { type ContainerListEntry } from '../../../src/docker/api-types';
import {
  assignHostPorts,
  isSilentOnPorts,
  NoFreePortError,
  reservedPorts,
} from '../../../src/docker/port-allocation';
import { LABELS } from '../../../src/domain/names';

const options = (reserved: string[] = [], taken: number[] = []) => ({
  publishIp: '127.0.0.1',
  range: { first: 20_000, last: 20_002 },
  reserved: new Set(reserved),
  isFree: (port: number) => Promise.resolve(!taken.includes(port)),
});

function anEntry(entry: Partial<ContainerListEntry>): ContainerListEntry {
  return { Id: '', Names: [], Image: '', State: 'running', Created: 0, Labels: null, Ports: null, ...entry };
}

describe('the choice of host ports', () => {
  it('passes over what is reserved and what something listens on', async () => {
    const bindings = { PortBindings: { '22/tcp': [{}] } };
    expect(await assignHostPorts(bindings, options(['20000/tcp'], [20_001]))).toEqual({
      '22/tcp': [{ HostIp: '127.0.0.1', HostPort: '20002' }],
    });
  });

  it('gives no port twice, and counts protocols apart', async () => {
    const bindings = { PortBindings: { '22/tcp': [{}, { HostPort: '0' }], '53/udp': [{}] } };
    const assigned = await assignHostPorts(bindings, options());
    expect(
      Object.values(assigned)
        .flat()
        .map((binding) => binding?.HostPort),
    ).toEqual(['20000', '20001', '20000']);
  });

  it('leaves a port and an address that a person chose', async () => {
    const bindings = { PortBindings: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }] } };
    expect(await assignHostPorts(bindings, options())).toEqual({
      '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }],
    });
  });

  it('chooses within a range that a person gave', async () => {
    const bindings = { PortBindings: { '80/tcp': [{ HostPort: '8000-8001' }] } };
    expect(await assignHostPorts(bindings, options(['8000/tcp']))).toMatchObject({
      '80/tcp': [{ HostPort: '8001' }],
    });
  });

  it('fails when every port is taken', async () => {
    const bindings = { PortBindings: { '22/tcp': [{}, {}, {}, {}] } };
    await expect(assignHostPorts(bindings, options())).rejects.toThrow(NoFreePortError);
  });

  it('reserves what is published, and what VPSs come back to that are stopped or have lost their container', () => {
    const specWith = (HostPort: string) => ({
      [LABELS.spec]: JSON.stringify({
        host_config: { PortBindings: { '22/tcp': [{ HostIp: '', HostPort }] } },
      }),
    });
    const reserved = reservedPorts(
      [
        anEntry({ Ports: [{ PublicPort: 20_000, Type: 'tcp' }, { Type: 'tcp' }] }),
        anEntry({ State: 'exited', Labels: specWith('20001') }),
        anEntry({ Labels: { [LABELS.spec]: 'no JSON' } }),
      ],
      [{ Id: '', RepoTags: ['holdfast/web-1:20261125t071200123-k3f9a1'], Labels: specWith('20002') }],
    );
    expect([...reserved].sort()).toEqual(['20000/tcp', '20001/tcp', '20002/tcp']);
  });

  it('reserves what a stopped container publishes that bears no spec, as one that was adopted does not', () => {
    const adopted = anEntry({ State: 'exited', Labels: { owner: 'ada' } });
    const ours = anEntry({ State: 'exited', Labels: { [LABELS.spec]: '{}' } });
    expect(
      [adopted, ours, anEntry({ State: 'created' }), anEntry({}), anEntry({ State: 'paused' })].map(
        isSilentOnPorts,
      ),
    ).toEqual([true, false, true, false, false]);
    const host = {
      PortBindings: { '22/tcp': [{ HostIp: '', HostPort: '20003' }], '80/tcp': [{ HostPort: '' }] },
    };
    expect([...reservedPorts([adopted], [], [host])]).toEqual(['20003/tcp']);
  });
});
