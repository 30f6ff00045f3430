import {
  type FollowedPlace,
  PERSONAL_COPIES,
  PERSONAL_PLACES,
  type PersonalPlace,
} from '@ride-hailing/contracts';
import type { Say } from '@ride-hailing/service-kit';
import { ErasedRides } from './erased-rides';
import type { ErasuresClient } from './erasures.client';
import { type Cleared, follow } from './follow';
import type { Stores } from './places';

/** What the caching choices may take, by default, and the minute in which what is over leaves the memory. */
const MEMORY_MS = 420_000;

/**
 * Erases a rider at the owner and follows that through every copy. May be repeated: an erasure that was not followed to
 * its end, by this command or by an earlier one, is followed again.
 * @throws Error when nobody knows the rider, a ride has not ended, or a place is not done within `patienceMs`
 */
export async function forget(
  { riderId, patienceMs }: { readonly riderId: string; readonly patienceMs: number },
  owner: Pick<ErasuresClient, 'order' | 'finish'>,
  stores: Stores,
  say: Say,
): Promise<void> {
  for (let rounds = 0; ; rounds += 1) {
    const { erased, erasures, hasMore, oldestMs } = await owner.order(riderId);
    const answeredAt = performance.now();
    if (erasures.length === 0) {
      if (rounds > 0) return;
      throw new Error('no ride of this rider is known, or the rider was forgotten before');
    }
    say(erased > 0 ? `erased at Ride Service: ${ridesIn(erased)}` : 'going on with what was erased before');
    const rides = new ErasedRides(
      erasures.flatMap((one) => one.rides),
      riderId,
    );
    const sinceCommitMs = () => oldestMs + performance.now() - answeredAt;
    const cleared = await follow(stores, rides, { sinceCommitMs, patienceMs });
    for (const { id } of erasures) await owner.finish(id);
    for (const place of PERSONAL_PLACES) say(lineOf(place, cleared, sinceCommitMs()));
    if (!hasMore) return;
  }
}

const ridesIn = (count: number): string => `${count} ${count === 1 ? 'ride' : 'rides'}`;

function lineOf(
  place: PersonalPlace,
  cleared: Readonly<Record<FollowedPlace, Cleared>>,
  sinceCommitMs: number,
): string {
  const { approach, goes } = PERSONAL_COPIES[place];
  const name = `${approach ?? 'all approaches'}  ${place}:`;
  if (goes === 'with the commit') return `${name} gone with the commit`;
  if (goes === 'by its age') {
    const until = new Date(new Date().getTime() + Math.max(0, MEMORY_MS - sinceCommitMs));
    return `${name} kept until ${until.toISOString()} at the latest, because only its age removes it; no answer shows it`;
  }
  const { afterMs, wasSeen } = cleared[place as FollowedPlace];
  if (goes === 'by the command' && !wasSeen) return `${name} held nothing`;
  // What its event had replaced before the first look has not been seen.
  return `${name} gone ${wasSeen ? 'after' : 'within'} ${Math.round(afterMs)} ms, ${goes}`;
}
