import type { ContainerState } from '../domain/container';
import type { Json, JsonObject } from '../domain/json';

/*
 * The parts of Docker's answers that Holdfast reads, named as Docker names them. What is not named here is still
 * there, and is carried through whole (see `captureSpec`).
 */

export interface ContainerInspect {
  Id: string;
  /** With a leading slash. */
  Name: string;
  /** The image's id. */
  Image: string;
  RestartCount: number;
  /** Only when it was asked for. */
  SizeRw?: number;
  State: {
    Status: ContainerState;
    ExitCode: number;
    OOMKilled: boolean;
    /** RFC 3339. */
    StartedAt: string;
    FinishedAt: string;
    Error: string;
    Health?: { Status: string } | null;
  };
  Config: ContainerConfig;
  HostConfig: HostConfig;
  Mounts: MountPoint[] | null;
  NetworkSettings: {
    Ports: PortMap | null;
    Networks: { [name: string]: EndpointSettings } | null;
  };
}

/** Interfaces that extend this have the fields they name, and whatever else the engine knows. */
type Open = JsonObject;

export interface ContainerConfig extends Open {
  Image: string;
  Env: string[] | null;
  Labels: { [name: string]: string } | null;
}

export interface HostConfig extends Open {
  NetworkMode: string;
}

export interface MountPoint {
  Type: string;
  /** Of a volume. */
  Name?: string;
  Source: string;
  Destination: string;
  Mode: string;
  RW: boolean;
}

export interface PortBinding extends Open {
  HostIp: string;
  HostPort: string;
}

/** By container port, such as `22/tcp`; null for one that is exposed and not published. */
export type PortMap = { [port: string]: PortBinding[] | null };

export interface EndpointSettings extends Open {
  NetworkID: string;
  IPAddress: string;
  Aliases: string[] | null;
}

export interface ContainerListEntry {
  Id: string;
  /** With leading slashes. */
  Names: string[];
  Image: string;
  State: ContainerState;
  Created: number;
  Labels: { [name: string]: string } | null;
  /** Of running containers only. */
  Ports: { PublicPort?: number; Type: string }[] | null;
}

export interface ImageInspect {
  Id: string;
  RepoTags: string[] | null;
  /** Not the same on every engine: see `unpackedBytes`. */
  Size: number;
  RootFS: { Layers?: string[] | null };
  Config: ImageConfig | null;
}

export interface ImageConfig extends Open {
  Env?: string[] | null;
  Labels?: { [name: string]: string } | null;
}

export interface ImageListEntry {
  Id: string;
  RepoTags: string[] | null;
  Labels: { [name: string]: string } | null;
}

/** The value as an object; an empty one when it is absent or something else. */
export function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** The strings of a list; none when the value is absent or something else. */
export function stringsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
