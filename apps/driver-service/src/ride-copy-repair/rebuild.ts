import { MAX_RIDES_LISTED } from '@ride-hailing/contracts';
import type { RideCopy } from '../ride-copy/ride-copy.service';
import type { OwnerEssentialsClient } from './owner-essentials.client';

type Page = ReturnType<OwnerEssentialsClient['page']>;

export interface RebuildProgress {
  /** Rides read from the owner so far. */
  readonly rides: number;
  /** Those that the copy lacked or had in a lower version. */
  readonly written: number;
}

/**
 * Fills the copy from its owner, page by page, while events flow. Each row is written only if it is newer than the
 * stored one, so the order of pages and events does not matter, and neither do repeats. While a page is written, the
 * next one is read, and none beyond it, so that at most two pages are in memory.
 * @throws RemoteCallError when the owner does not answer; what was written stays
 */
export async function rebuild(
  owner: Pick<OwnerEssentialsClient, 'page'>,
  copy: Pick<RideCopy, 'apply'>,
  onProgress: (progress: RebuildProgress) => void,
  pageSize = MAX_RIDES_LISTED,
): Promise<RebuildProgress> {
  const pageAfter = (after: string): Page => {
    const page = owner.page({ after, until: '', limit: pageSize });
    // Its failure is thrown when its turn comes, unless a write has failed before.
    page.catch(() => undefined);
    return page;
  };
  let progress: RebuildProgress = { rides: 0, written: 0 };
  let next: Page | undefined = pageAfter('');
  while (next) {
    const { rides, more }: Awaited<Page> = await next;
    next = more ? pageAfter(rides.at(-1)?.rideId ?? '') : undefined;
    const written = await copy.apply(rides);
    progress = { rides: progress.rides + rides.length, written: progress.written + written };
    onProgress(progress);
  }
  return progress;
}
