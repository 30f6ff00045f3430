import { type Metrics, NotFoundProblem, UnavailableProblem } from '@ride-hailing/service-kit';
import { type Upstream, upstreamNamed } from '../upstreams';
import { journeyAnswer } from './journey-answer';
import { heldCopySchema, type JourneyDto, ownerJourneySchema } from './journey.dto';
import { type Part, partFrom } from './upstream-part';

/** Asks both services at once what they know of a ride's changes. */
export class Journey {
  private readonly rides: Upstream;
  private readonly drivers: Upstream;
  private readonly missing;

  constructor(
    upstreams: readonly Upstream[],
    private readonly deadlineMs: number,
    metrics: Metrics,
  ) {
    this.rides = upstreamNamed('ride-service', upstreams);
    this.drivers = upstreamNamed('driver-service', upstreams);
    this.missing = metrics.counter({
      name: 'gateway_journey_parts_missing_total',
      help:
        'Parts of journeys that were not there, by the service that was asked and why. `not-found` is an answer: ' +
        'the service does not hold the ride',
      labelNames: ['service', 'reason'],
    });
  }

  /**
   * With the caller's own token: the two decide what the caller may see.
   * @throws NotFoundProblem when neither knows the ride, UnavailableProblem when nothing can be said of it
   */
  async of(rideId: string, authorization: string): Promise<JourneyDto> {
    const { rides, drivers, deadlineMs } = this;
    const ask = { deadlineMs, authorization };
    const [owner, copy] = await Promise.all([
      partFrom(rides, `/rides/${rideId}/journey`, ownerJourneySchema, ask),
      partFrom(drivers, `/ride-copy/${rideId}`, heldCopySchema, ask),
    ]);
    this.count(rides, owner);
    this.count(drivers, copy);
    if (!owner.value && !copy.value) {
      // The owner knows every ride.
      if (owner.reason === 'not-found') throw new NotFoundProblem(`There is no ride ${rideId}.`);
      throw new UnavailableProblem(`${rides.name} cannot tell now, and the copy does not hold the ride.`);
    }
    return journeyAnswer(rideId, owner, copy);
  }

  private count({ name: service }: Upstream, { reason }: Part<object>): void {
    // What the caller may not see is not missing.
    if (reason !== null && reason !== 'not-allowed') this.missing.inc({ service, reason });
  }
}
