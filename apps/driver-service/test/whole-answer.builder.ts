import type { RideDocument } from '@ride-hailing/contracts';
import { toWholeAnswer, wholeRideOfDocument } from '../src/approaches/whole-ride';
import type { CurrentRideAnswer } from '../src/current-ride/current-ride.dto';
import { aRideDocument } from './ride-document.builder';

/** What the owner answers about a driver on this ride, or about one who is on none. */
export const aWholeAnswer = (given: Partial<RideDocument> | null = {}): CurrentRideAnswer => {
  const ride = given && wholeRideOfDocument(aRideDocument(given));
  const read = { approach: 'sync-api', from: 'ride-service', ride, ageMs: 0, tookMs: 1 } as const;
  return toWholeAnswer('d-1', read, { details: true });
};
