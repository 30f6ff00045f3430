import { MAX_RIDES_LISTED } from '@ride-hailing/contracts';
import type { RideCopy } from '../ride-copy/ride-copy.service';
import type { OwnerEssentialsClient } from './owner-essentials.client';

export interface RebuildProgress {
  /** Rides read from the owner so far. */
  readonly rides: number;
  /** Those that the copy lacked or had in a lower version. */
  readonly written: number;
}

/**
 * Fills the copy from its owner, page by page, while events flow. Each row is written only if it is newer than the
 * stored one, so the order of pages and events does not matter, and neither do repeats.
 * @throws RemoteCallError when the owner does not answer; what was written stays
 */
export async function rebuild(
  owner: Pick<OwnerEssentialsClient, 'page'>,
  copy: Pick<RideCopy, 'apply'>,
  onProgress: (progress: RebuildProgress) => void,
  pageSize = MAX_RIDES_LISTED,
): Promise<RebuildProgress> {
  let progress: RebuildProgress = { rides: 0, written: 0 };
  let after = '';
  for (;;) {
    const { rides, more } = await owner.page({ after, until: '', limit: pageSize });
    const written = await copy.apply(rides);
    progress = { rides: progress.rides + rides.length, written: progress.written + written };
    onProgress(progress);
    if (!more) return progress;
    after = rides.at(-1)?.rideId ?? after;
  }
}
