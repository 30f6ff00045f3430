import { UnverifiedError } from '../../lab.errors';
import { nearestByHand, placesOf } from './fleet';
import { LIMIT, type NearestSystem, type SideId } from './nearest-system';

/**
 * Asks a side while nothing moves, and looks at every driver by hand.
 * @throws UnverifiedError when an answer differs
 */
export async function answersAreExact(
  system: NearestSystem,
  side: Exclude<SideId, 'control'>,
  { places, seed }: { places: number; seed: number },
): Promise<string> {
  const free = await system.table.free(
    side === 'limit' ? 'bench_limit.driver_positions' : 'driver_positions',
  );
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
