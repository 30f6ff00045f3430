import type { Approach } from '@ride-hailing/contracts';
import {
  type Metrics,
  NotFoundProblem,
  PreconditionFailedProblem,
  toDomainError,
  UnavailableProblem,
} from '@ride-hailing/service-kit';
import type { CurrentRideApproach, DetailsWanted, OwnersReader } from './approach.port';
import { type AtLeast, heldVersion, isNewEnough, OwnerSilentProblem } from './at-least';
import type { CurrentRideAnswer } from './current-ride.dto';

type Wanted = DetailsWanted & { readonly atLeast: AtLeast };

/** The answer of an approach's own store, or else what was found there. */
type Own = { readonly answer: CurrentRideAnswer } | { readonly found: string };

const ownersAnswer = ({ sources }: CurrentRideAnswer): boolean => sources.ride.from === 'ride-service';
const found = (version: number | undefined): string =>
  version === undefined ? 'does not show it' : `has version ${version}`;

/**
 * Answers that have seen a version of a ride, for callers who name one. The same rule for every approach: its own store
 * answers if it can show that it is new enough, and else the owner does.
 */
export class AtLeastReads {
  private readonly reads;

  constructor(
    private readonly owner: OwnersReader,
    metrics: Metrics,
  ) {
    this.reads = metrics.counter({
      name: 'current_ride_at_least_total',
      help:
        'Answers asked for with If-Version-At-Least, by approach and by what was new enough: own-store, owner, ' +
        'no-such-version (at the owner), unavailable (the own store is not, and the owner does not answer)',
      labelNames: ['approach', 'outcome'],
    });
  }

  /**
   * @throws PreconditionFailedProblem when the owner has no such version
   * @throws UnavailableProblem when the own store is not new enough, and the owner gives no answer in time
   * @throws what the approach throws
   */
  async read(
    approach: Approach,
    chosen: CurrentRideApproach,
    driverId: string,
    wanted: Wanted,
  ): Promise<CurrentRideAnswer> {
    try {
      const answer = await this.answer(approach, chosen, driverId, wanted);
      this.reads.inc({ approach, outcome: ownersAnswer(answer) ? 'owner' : 'own-store' });
      return answer;
    } catch (error) {
      if (error instanceof PreconditionFailedProblem)
        this.reads.inc({ approach, outcome: 'no-such-version' });
      if (error instanceof UnavailableProblem) this.reads.inc({ approach, outcome: 'unavailable' });
      throw error;
    }
  }

  private async answer(
    approach: Approach,
    chosen: CurrentRideApproach,
    driverId: string,
    wanted: Wanted,
  ): Promise<CurrentRideAnswer> {
    let here = '';
    try {
      const own = await ownAnswer(chosen, driverId, wanted);
      if ('answer' in own) return own.answer;
      here = ` The store of ${approach} ${own.found}.`;
      return await this.owner.of(approach, driverId, wanted);
    } catch (error) {
      if (!(error instanceof OwnerSilentProblem)) throw error;
      const { rideId, version } = wanted.atLeast;
      const asked = `Version ${version} of ride ${rideId}, or a later one, was asked for.`;
      throw new UnavailableProblem(`${asked}${here} ${error.detail}`, undefined, { cause: error });
    }
  }
}

/** @throws what the approach throws, unless the owner may know more: an outage of the store, or an unknown driver */
async function ownAnswer(chosen: CurrentRideApproach, driverId: string, wanted: Wanted): Promise<Own> {
  const { atLeast } = wanted;
  try {
    if (chosen.heldOf) {
      const version = heldVersion(await chosen.heldOf(atLeast.rideId, wanted), atLeast);
      if (!isNewEnough(version, atLeast)) return { found: found(version) };
      // Read after that version was seen, so it is as new.
      return { answer: await chosen.currentRide(driverId, wanted) };
    }
    const answer = await chosen.currentRide(driverId, wanted);
    const version = answer.ride?.id === atLeast.rideId ? answer.ride.version : undefined;
    return ownersAnswer(answer) || isNewEnough(version, atLeast) ? { answer } : { found: found(version) };
  } catch (error) {
    const known = toDomainError(error);
    if (known instanceof NotFoundProblem) return { found: 'does not know the driver' };
    if (known instanceof UnavailableProblem && !(known instanceof OwnerSilentProblem))
      return { found: 'cannot be read' };
    throw error;
  }
}
