import { nowMs, seededRandom } from '@ride-hailing/testing';
import { UnverifiedError } from '../../lab.errors';
import { latencyOf, type Latency } from '../../measuring/latency';
import { intendedTimes } from '../../measuring/open-loop';
import { type FreeDriver, nearestByHand, placesOf } from '../fleet/phones';
import { LIMIT, type NearestSystem, type SideId } from './nearest-system';
import { FREE_DRIVERS } from './tables';

export interface QuestionPlan {
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly seed: number;
}

/** Asks one side at random moments. A question waits for the one before it; the time measured in Postgres leaves this wait out. */
export async function questionTimes(
  system: NearestSystem,
  side: SideId,
  { ratePerSecond, seconds, seed }: QuestionPlan,
): Promise<Latency> {
  const times: number[] = [];
  const plan = { ratePerSecond, seconds, startAt: nowMs(), random: seededRandom(seed) };
  const places = placesOf(2_000, seed);
  const endAt = plan.startAt + seconds * 1_000;
  for (const [index, at] of intendedTimes(plan).entries()) {
    system.context.signal.throwIfAborted();
    if (nowMs() > endAt) break;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - nowMs())));
    const place = places[index % places.length];
    if (place) times.push(await system.time(side, place));
  }
  return latencyOf(times);
}

/**
 * Asks a side while nothing moves, and looks at every driver by hand.
 * @throws UnverifiedError when an answer differs
 */
export async function answersAreExact(
  system: NearestSystem,
  side: SideId,
  { places, seed }: { places: number; seed: number },
): Promise<string> {
  const table = side === 'limit' ? 'bench_limit.driver_positions' : 'driver_positions';
  const free = await system.sql<FreeDriver>(FREE_DRIVERS(table));
  for (const place of placesOf(places, seed)) {
    const expected = nearestByHand(free, place, LIMIT);
    const found = await system.find(side, place);
    if (found.join() === expected.join() && expected.length === LIMIT) continue;
    throw new UnverifiedError(
      `${side}, nearest to ${place.lat},${place.lng}: ${found.join()} instead of ${expected.join()}`,
    );
  }
  return `${places} answers equal to a search by hand among ${free.length} free drivers`;
}
