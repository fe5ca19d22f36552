import type { ContainerFacts } from '../domain/container';
import { Problem } from './problems';
import type { TemporalDeps } from './temporal/quickly';
import { listVps } from './temporal/read-vps';

const PAGE = 200;

/** As many digits of a container's id as Docker shows; fewer might be somebody's name. */
const SHORT_ID = /^[0-9a-f]{12,64}$/;

/**
 * A container that was adopted carries no label that says so, since it is not touched: the records know.
 *
 * @throws Problem `container_already_managed`. Two adoptions at the same time are told apart by
 * their operations, see `claim-container.ts`.
 */
export async function refuseManagedContainer(
  deps: TemporalDeps,
  runner: string,
  reference: string,
): Promise<void> {
  let next: string | undefined;
  do {
    const page = await listVps(deps, { runner }, { limit: PAGE, next });
    const holder = page.memos.find(({ record }) => isMeant(record.container, reference));
    if (holder !== undefined) {
      throw new Problem(
        'container_already_managed',
        `${reference} is the container of the VPS ${holder.record.task_id}.`,
      );
    }
    next = page.next;
  } while (next !== undefined);
}

function isMeant(container: ContainerFacts | null, reference: string): boolean {
  if (container === null) return false;
  return container.name === reference || (SHORT_ID.test(reference) && container.id.startsWith(reference));
}
