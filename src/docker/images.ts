import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { ImageInspect, ImageListEntry } from './api-types';
import { MINUTE, within } from './deadline';
import { depthOf, type ImageHistoryEntry, unpackedBytes } from './engine-differences';
import { EngineAnswerError, engineCall, isAnswer, shortEngineCall } from './errors';
import { isFlattened } from './labels';
import { PullBytes } from './pull-bytes';

/** What can be an image's name or id; anything else would become part of a path. */
const IMAGE_REFERENCE = /^[a-zA-Z0-9][a-zA-Z0-9_.\-/:@+]*$/;

const IMAGE_ID = /^sha256:[0-9a-f]{64}$/;
const PLAIN_VALUE = /^[A-Za-z0-9:._-]+$/;

const QUERY_TIMEOUT = 2 * MINUTE;
const REMOVE_TIMEOUT = 15 * MINUTE;
const MAX_CACHED = 5000;

/** What never changes about an image. */
export interface ImageSizes {
  layers: number;
  /** Bytes when unpacked, shared layers included. */
  size: number;
  /** Bytes of the topmost layer. */
  unique_size: number;
}

/** At least one, since a list of all images takes an engine very long. */
export interface ImageFilters {
  reference?: string[];
  label?: string[];
  dangling?: ['true'];
}

/** Docker's images: one call a method. */
export class Images {
  private readonly sizes = new Map<string, ImageSizes>();

  constructor(private readonly docker: Docker) {}

  /** Null when there is none, or when the reference cannot be one. */
  async inspect(reference: string): Promise<ImageInspect | null> {
    if (!isImageReference(reference)) return null;
    try {
      const answer: unknown = await shortEngineCall(this.docker.getImage(reference).inspect());
      return answer as ImageInspect;
    } catch (error) {
      if (isAnswer(error, 400, 404)) return null;
      throw error;
    }
  }

  /** @throws EngineAnswerError also when an image went meanwhile (containerd store): then it is worth asking again */
  async list(filters: ImageFilters): Promise<ImageListEntry[]> {
    try {
      const answer: unknown = await engineCall(
        this.docker.listImages({ filters: { ...filters }, abortSignal: within(QUERY_TIMEOUT) }),
      );
      return answer as ImageListEntry[];
    } catch (error) {
      throw isAnswer(error, 404) ? new EngineAnswerError(500, error.message) : error;
    }
  }

  /** Asked for once an image. Null when the image is gone. */
  async sizesOf(imageId: string): Promise<ImageSizes | null> {
    const known = this.sizes.get(imageId);
    if (known !== undefined) return known;
    const image = await this.inspect(imageId);
    if (image === null) return null;
    const history = await this.historyOf(imageId);
    const size = unpackedBytes(image, history);
    // A flattened image shares nothing; what is on top of its history is its configuration.
    const unique_size = isFlattened(image.Config?.Labels) ? size : (history[0]?.Size ?? 0);
    const sizes = { layers: depthOf(image), size, unique_size };
    if (this.sizes.size >= MAX_CACHED) this.sizes.clear();
    this.sizes.set(imageId, sizes);
    return sizes;
  }

  async tag(imageId: string, repository: string, tag: string): Promise<void> {
    await engineCall(
      this.docker.getImage(imageId).tag({ repo: repository, tag, abortSignal: within(QUERY_TIMEOUT) }),
    );
  }

  /** Never forced: Docker says which image something stands on. */
  async remove(reference: string): Promise<'removed' | 'gone' | 'in_use'> {
    try {
      await engineCall(this.docker.getImage(reference).remove({ abortSignal: within(REMOVE_TIMEOUT) }));
      return 'removed';
    } catch (error) {
      if (isAnswer(error, 404)) return 'gone';
      if (isAnswer(error, 409)) return 'in_use';
      throw error;
    }
  }

  /**
   * Pulls an image, `latest` when it names no tag.
   *
   * @param report is told the bytes that have arrived, and of how many as far as the engine has said by then
   * @throws EngineAnswerError also when the failure comes within an answer that began well
   */
  async pull(
    reference: string,
    signal: AbortSignal,
    report: (done: number, total: number | null) => void = () => undefined,
  ): Promise<void> {
    const bytes = new PullBytes();
    await this.progressOf(this.docker.pull(reference, { abortSignal: signal }), (event) => {
      if (bytes.read(event)) report(bytes.done, bytes.total);
    });
  }

  /**
   * Makes an image without a name of a tar archive.
   *
   * @param labels their values have nothing but letters, digits and `:._-`: they are written into an instruction
   * @throws EngineAnswerError also when the failure comes within an answer that began well
   * @returns the image's id
   */
  async importArchive(
    archive: Readable,
    labels: { [name: string]: string },
    signal: AbortSignal,
  ): Promise<string> {
    const instructions = Object.entries(labels).map(([name, value]) => {
      if (!PLAIN_VALUE.test(value)) throw new Error(`The label ${name} cannot be given to an import.`);
      return `${name}=${value}`;
    });
    const options = { changes: `LABEL ${instructions.join(' ')}`, abortSignal: signal };
    const events = await this.progressOf(this.docker.importImage(archive, options));
    const id = events.map(statusOf).findLast((status) => IMAGE_ID.test(status));
    if (id === undefined) throw new EngineAnswerError(500, 'The import ended without an image.');
    return id;
  }

  /** Everything that the engine says until it has done what was asked. */
  private async progressOf(
    call: Promise<NodeJS.ReadableStream>,
    onEvent: (event: unknown) => void = () => undefined,
  ): Promise<unknown[]> {
    const stream = await engineCall(call);
    const events = await engineCall(
      new Promise<unknown[]>((resolve, reject) => {
        this.docker.modem.followProgress(
          stream,
          (error, output: unknown[]) => (error === null ? resolve(output) : reject(error)),
          onEvent,
        );
      }),
    );
    const failure = events.map(errorOf).find((message) => message !== undefined);
    if (failure !== undefined) throw new EngineAnswerError(500, failure);
    return events;
  }

  private async historyOf(imageId: string): Promise<ImageHistoryEntry[]> {
    const answer: unknown = await shortEngineCall(this.docker.getImage(imageId).history());
    return answer as ImageHistoryEntry[];
  }
}

export function isImageReference(reference: string): boolean {
  return (
    IMAGE_REFERENCE.test(reference) &&
    !reference.split('/').some((part) => part === '' || part === '.' || part === '..')
  );
}

function errorOf(event: unknown): string | undefined {
  if (typeof event !== 'object' || event === null || !('error' in event)) return undefined;
  return String(event.error);
}

function statusOf(event: unknown): string {
  return typeof event === 'object' && event !== null && 'status' in event ? String(event.status) : '';
}
