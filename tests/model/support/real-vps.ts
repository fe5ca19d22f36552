import type { ContainerInspectInfo } from 'dockerode';
import { configurationOf } from '../../faults/support/configuration';

/** What is remembered of the real VPS, to recognize it by; nothing of it says what should be. */
export class RealVps {
  /** Images that a person took the name from. */
  readonly unnamed = new Set<string>();
  /** Images that a person committed, by id and by name: nobody else may remove them. */
  readonly committed = new Set<string>();
  /** Snapshots whose files have been compared. */
  readonly verified = new Set<string>();
  /** Stands for one that is not there. */
  readonly noContainer = { Id: '', State: {} } as ContainerInspectInfo;
  private readonly ids = new Map<number, string>();
  private configuration: ReturnType<typeof configurationOf> | undefined;

  /** The configuration that the VPS was first seen with. */
  configurationOf(info: ContainerInspectInfo): ReturnType<typeof configurationOf> {
    this.configuration ??= configurationOf(info);
    return this.configuration;
  }

  /** What is wrong with this container being the so-manieth of the VPS. */
  isExpected(number: number, id: string): string[] {
    const known = this.ids.get(number);
    const isReused = known === undefined && [...this.ids.values()].includes(id);
    this.ids.set(number, known ?? id);
    if (known !== undefined && known !== id) return ['the container is another one, and nobody replaced it'];
    return isReused ? ['the container was not replaced'] : [];
  }

  /** A VPS of the same name that comes after it is another one. */
  forget(): void {
    this.configuration = undefined;
  }
}
