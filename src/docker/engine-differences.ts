import type { ImageInspect } from './api-types';
import { type ApiVersion, compareVersions } from './api-version';

/*
 * What differs between the engines that Holdfast runs on: Engine 20.10 (API 1.41) to 28.5 (API 1.51), images kept by the
 * graph driver or by containerd. What can be done alike on all is done alike; the rest is told apart here and nowhere
 * else.
 *
 * Done alike, although one engine alone would allow less:
 * - a container is created on one network and connected to the others afterwards: older engines take only one
 * - depth is counted by `depthOf` before a commit, and kept far below the lowest limit: the graph driver refuses the
 *   126th layer, the containerd store fails beyond some 250, and their words for it have nothing in common
 * - images are listed with a filter: a list of all takes the containerd store minutes
 * - a list of images that one goes from meanwhile, be it another VPS's, fails as a whole in the containerd store, with 404:
 *   it is asked for again
 * - an image without a name that others stand on goes by itself with the last of them, and with it on the graph driver
 *   all below it, in the containerd store one of them: so nameless images are swept until there are none
 * - whether a commit that nobody waits for goes on (graph driver) or not (containerd store) is not assumed: the next
 *   attempt looks for its image, and for a container that is still frozen
 * - a MAC address that nobody asked for is left to the engine, which before API 1.44 derives it from the address and
 *   since then draws another one at each start
 *
 * Not to be had alike:
 * - what a VPS has written (`SizeRw`): the graph driver adds up the lengths of the files, the containerd store the blocks
 *   that they occupy. A snapshot writes holes of sparse files out in full on both, so that with the containerd store the
 *   look at the free disk does not see what those will take, and the cap on a snapshot only when its image is there
 */

/** From this version on, a container's MAC address belongs to its endpoints. */
const API_WITH_ENDPOINT_MAC: ApiVersion = { major: 1, minor: 44 };

/**
 * Whether a MAC address that was asked for must be given to an endpoint. Every engine shows it as the container's, and
 * only when it was asked for.
 */
export function hasEndpointMac(api: ApiVersion): boolean {
  return compareVersions(api, API_WITH_ENDPOINT_MAC) >= 0;
}

/** One step of an image's making, the newest first. */
export interface ImageHistoryEntry {
  /** Bytes of its layer, unpacked, on every engine; 0 when it made none. */
  Size: number;
}

/** How many layers a container of this image stands on. */
export function depthOf({ RootFS }: Pick<ImageInspect, 'RootFS'>): number {
  return RootFS.Layers?.length ?? 0;
}

/**
 * The bytes of an image on the disk, unpacked. What an engine calls the size of an image is that with the graph driver;
 * the containerd store means the compressed layers. The history is right on both, but an image need not have one.
 */
export function unpackedBytes(
  { Size }: Pick<ImageInspect, 'Size'>,
  history: readonly ImageHistoryEntry[],
): number {
  const layers = history.reduce((sum, entry) => sum + entry.Size, 0);
  return Math.max(layers, Size);
}
