import { type FollowedPlace } from '@ride-hailing/contracts';
import { messageOf } from '@ride-hailing/service-kit';
import { pause } from '@ride-hailing/timing';
import { consumersBehind } from './consumers-passed';
import type { ErasedRides } from './erased-rides';
import { type Look, PLACES, type Stores } from './places';

/** Between two looks at a place that others are to clear, and between two looks at all places. */
const LOOK_EVERY_MS = 20;
const LOOK_AGAIN_MS = 250;
/** A call that read details before the erasure writes them to a cache within this time. */
const LATE_WRITES_MS = 2_000;

/** What became of a place: ms from the commit until it held nothing, and whether a look has seen anything there. */
export interface Cleared {
  readonly afterMs: number;
  readonly wasSeen: boolean;
}

const NAMES = Object.keys(PLACES) as FollowedPlace[];

/**
 * Follows an erasure through every place, until none of them holds anything, and nothing can come back: all consumers
 * have processed it, and no write that began before it is under way.
 * @param sinceCommitMs the time since the commit at the owner
 * @throws Error that says what is left where, after `patienceMs` without success
 */
export async function follow(
  stores: Stores,
  erased: ErasedRides,
  { sinceCommitMs, patienceMs }: { sinceCommitMs: () => number; patienceMs: number },
): Promise<Readonly<Record<FollowedPlace, Cleared>>> {
  const cleared: Partial<Record<FollowedPlace, Cleared>> = {};
  const startedAt = performance.now();
  const waits = async (why: string, pauseMs = LOOK_EVERY_MS): Promise<void> => {
    const isOver = performance.now() - startedAt > patienceMs + LATE_WRITES_MS;
    if (isOver) throw new Error(`${why}; run it again`);
    await pause(pauseMs);
  };

  /** @returns whether there was anything */
  const clear = async (name: FollowedPlace): Promise<boolean> => {
    for (let wasSeen = false; ;) {
      const look = await attempt(() => PLACES[name](stores, erased));
      if ('left' in look) {
        wasSeen ||= look.removed + look.left > 0;
        if (look.left === 0) {
          if (wasSeen || !cleared[name]) cleared[name] = { afterMs: sinceCommitMs(), wasSeen };
          return wasSeen;
        }
      }
      await waits(
        'left' in look ? `${name} still holds ${look.left} of the rider` : `${name}: ${look.fault}`,
      );
    }
  };

  for (;;) {
    const isLate = sinceCommitMs() >= LATE_WRITES_MS;
    const behind = await attempt(() => consumersBehind(stores, erased));
    // All end before the first failure is thrown, so that nothing uses a store that the caller closes.
    const looks = await Promise.allSettled(NAMES.map(clear));
    const seen = looks.map((look) => {
      if (look.status === 'rejected') throw look.reason;
      return look.value;
    });
    const isDone = isLate && !seen.includes(true) && 'length' in behind && behind.length === 0;
    if (isDone) return cleared as Record<FollowedPlace, Cleared>;
    const why = 'fault' in behind ? behind.fault : `${behind.join(', ') || 'a copy'} is not done with it`;
    await waits(why, LOOK_AGAIN_MS);
  }
}

/** Stores may be away for a while. */
async function attempt<T extends Look | readonly string[]>(
  work: () => Promise<T>,
): Promise<T | { readonly fault: string }> {
  try {
    return await work();
  } catch (error) {
    return { fault: messageOf(error) };
  }
}
