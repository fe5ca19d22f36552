import { EngineAnswerError } from '../docker/errors';
import { isImageReference } from '../docker/images';
import { failure } from './failures';
import type { Runner } from './runner';

export async function pullImage(
  { docker, log, activity, progress }: Runner,
  { image }: { image: string },
): Promise<{ image_id: string; pulled: boolean }> {
  const present = await docker.images.inspect(image);
  if (present !== null) return { image_id: present.Id, pulled: false };
  if (!isImageReference(image)) throw failure('image_not_found', `${image} cannot be the name of an image.`);
  log.info({ image }, 'pulling an image');
  try {
    await docker.images.pull(image, activity.cancellationSignal, progress);
  } catch (error) {
    if (!(error instanceof EngineAnswerError)) throw error;
    throw failure(
      'image_not_found',
      `The runner has no image ${image} and cannot pull it. Docker says: ${error.message}`,
    );
  }
  const pulled = await docker.images.inspect(image);
  if (pulled === null) throw failure('image_not_found', `${image} was pulled, and is gone again.`);
  return { image_id: pulled.Id, pulled: true };
}
