import { MAX_RIDES_LISTED } from '@ride-hailing/contracts';
import type { RideCopy } from '../ride-copy/ride-copy.service';
import type { OwnerEssentialsClient } from './owner-essentials.client';

export interface RebuildProgress {
  /** Read from the owner so far. */
  readonly rides: number;
  /** Those of them that the copy did not have, or in a lower version. */
  readonly written: number;
}

/**
 * Fills the copy from its owner, page by page, while events flow: each row is written only if it is newer than what
 * is there, so it does not matter which comes first. Running it again is harmless.
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
