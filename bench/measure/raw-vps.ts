import type Docker from 'dockerode';
import { anyFreePort } from '../../src/platform/free-port';

const NAME = 'holdfast-bench-raw';

/**
 * A container with the configuration of a VPS that nobody but the benchmark looks after. Its restart is the shortest
 * sequence of Docker calls that keeps the files: nothing is recorded, checked or undone.
 */
export class RawVps {
  private constructor(
    private readonly docker: Docker,
    private readonly options: Docker.ContainerCreateOptions,
    private current: Docker.Container,
    private image: string | undefined,
  ) {}

  /** @param model the container whose configuration it gets, but for the host ports */
  static async create(docker: Docker, model: Docker.Container): Promise<RawVps> {
    const { Config, HostConfig, NetworkSettings } = await model.inspect();
    const options: Docker.ContainerCreateOptions = {
      Image: Config.Image,
      Cmd: Config.Cmd,
      Env: Config.Env,
      ExposedPorts: Config.ExposedPorts,
      HostConfig: { ...HostConfig, PortBindings: await hostPortsFor(Object.keys(NetworkSettings.Ports)) },
    };
    const container = await docker.createContainer({ ...options, name: NAME });
    await container.start();
    return new RawVps(docker, options, container, undefined);
  }

  container(): Docker.Container {
    return this.current;
  }

  /** What `docker restart` does: the same container, stopped and started. */
  async restartInPlace(): Promise<void> {
    await this.current.restart();
  }

  /** The port of this machine at which a port of the container answers. */
  async hostPort(containerPort: number): Promise<number> {
    const { NetworkSettings } = await this.current.inspect();
    return Number(NetworkSettings.Ports[`${containerPort}/tcp`]?.[0]?.HostPort);
  }

  /** Stop, commit, rename, create, start, remove. */
  async restart(): Promise<void> {
    const old = this.current;
    await old.stop();
    const { Id } = (await old.commit()) as { Id: string };
    await old.rename({ name: `${NAME}.prev` });
    const replacement = await this.docker.createContainer({ ...this.options, name: NAME, Image: Id });
    await replacement.start();
    await old.remove();
    this.current = replacement;
    this.image = Id;
  }

  /** With its images: the last one takes its parents along, which have no name. */
  async remove(): Promise<void> {
    await this.current.remove({ force: true });
    if (this.image !== undefined) await this.docker.getImage(this.image).remove();
  }
}

/** Each port that the model publishes, on a host port of its own that stays, as Holdfast keeps them. */
async function hostPortsFor(ports: readonly string[]): Promise<Docker.PortMap> {
  const bindings: Docker.PortMap = {};
  for (const port of ports) bindings[port] = [{ HostIp: '127.0.0.1', HostPort: String(await anyFreePort()) }];
  return bindings;
}
