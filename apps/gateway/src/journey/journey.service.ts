import { NotFoundProblem, UnavailableProblem } from '@ride-hailing/service-kit';
import type { Upstream } from '../upstreams';
import { journeyAnswer } from './journey-answer';
import { heldCopySchema, type JourneyDto, ownerJourneySchema } from './journey.dto';
import { partFrom } from './upstream-part';

/** Asks both services at once what they know of a ride's changes. */
export class Journey {
  private readonly rides: Upstream;
  private readonly drivers: Upstream;

  constructor(
    upstreams: readonly Upstream[],
    private readonly deadlineMs: number,
  ) {
    this.rides = serviceNamed('ride-service', upstreams);
    this.drivers = serviceNamed('driver-service', upstreams);
  }

  /** @throws NotFoundProblem when neither knows the ride, UnavailableProblem when nothing can be said of it */
  async of(rideId: string): Promise<JourneyDto> {
    const { rides, drivers, deadlineMs } = this;
    const [owner, copy] = await Promise.all([
      partFrom(rides, `/rides/${rideId}/journey`, ownerJourneySchema, deadlineMs),
      partFrom(drivers, `/ride-copy/${rideId}`, heldCopySchema, deadlineMs),
    ]);
    if (!owner.value && !copy.value) {
      // The owner knows every ride.
      if (owner.reason === 'not-found') throw new NotFoundProblem(`There is no ride ${rideId}.`);
      throw new UnavailableProblem(`${rides.name} cannot tell now, and the copy does not hold the ride.`);
    }
    return journeyAnswer(rideId, owner, copy);
  }
}

function serviceNamed(name: string, upstreams: readonly Upstream[]): Upstream {
  const found = upstreams.find((upstream) => upstream.name === name);
  if (!found) throw new Error(`no upstream ${name}`);
  return found;
}
