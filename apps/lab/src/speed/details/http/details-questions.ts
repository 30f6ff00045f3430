import type { Question } from '../../../load/http-order';
import { isChanging, plantedRide, RIDES } from '../planted-rides';

export const DRIVERS_A_PAGE = 50;

/** What has to stand in an answer about this driver. */
function partsOf(index: number, notes: string): string[] {
  const { rideId, riderName, version } = plantedRide(index);
  const parts = [`"id":"${rideId}"`, `"riderName":"${riderName}"`, `"version":${version}`];
  return isChanging(index) ? [...parts, `"notes":"${notes}"`] : parts;
}

const indexes = (count: number, from = 0) => Array.from({ length: count }, (_, at) => from + at);

/** @param fromOwner what the answer says when its details came from their owner and from no cache */
export const rideQuestions = (suffix: string, notes: string, fromOwner: readonly string[]): Question[] =>
  indexes(RIDES).map((index) => ({
    path: `/drivers/${plantedRide(index).driverId}/current-ride${suffix}`,
    contains: [...partsOf(index, notes), ...fromOwner],
  }));

/** Fifty drivers at a time. */
export const pageQuestions = (suffix: string, notes: string): Question[] =>
  indexes(RIDES / DRIVERS_A_PAGE).map((page) => {
    const drivers = indexes(DRIVERS_A_PAGE, page * DRIVERS_A_PAGE);
    const ids = drivers.map((index) => plantedRide(index).driverId).join(',');
    return {
      path: `/drivers?ids=${ids}${suffix}`,
      contains: drivers.flatMap((index) => partsOf(index, notes)),
    };
  });
