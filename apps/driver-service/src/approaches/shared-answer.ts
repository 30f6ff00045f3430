import type { CurrentRideDocument } from '@ride-hailing/contracts';
import { age, type CurrentRideAnswer } from '../current-ride/driver-answer';
import { toWholeAnswer } from './whole-answer';
import { wholeRideOfDocument } from './whole-ride';

/** The answer out of what the owner has put into a shared store for this driver. */
export function toSharedAnswer(
  approach: 'shared-cache' | 'shared-files',
  { document, tookMs }: { readonly document: CurrentRideDocument; readonly tookMs: number },
  wanted: { readonly details: boolean },
): CurrentRideAnswer {
  const ride = document.ride && wholeRideOfDocument(document.ride);
  // By the clocks of two services. Nothing is decided by it.
  const ageMs = age(Date.now() - Date.parse(document.publishedAt));
  return toWholeAnswer(document.driverId, { approach, from: approach, ride, ageMs, tookMs }, wanted);
}
