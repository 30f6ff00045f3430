import type {
  ApproachParts,
  ApproachPromises,
  CurrentRideApproach,
  DetailsWanted,
} from '../current-ride/approach.port';
import type { HeldRide } from '../current-ride/at-least';
import {
  age,
  type CurrentRideAnswer,
  type DetailsSource,
  NOT_ASKED,
  round,
} from '../current-ride/current-ride.dto';
import { type CopiedRide, type Essentials, LocalEssentialsQuery } from './local-essentials.query';
import { type Chosen, ChosenDetails } from '../ride-details/chosen-details';
import { RideCopy } from '../ride-copy/ride-copy.service';
import type { DetailsResult } from '../ride-details/ride-details.port';

/** The result of a lookup, and the caching choice that served it. */
type ServedDetails = DetailsResult & { readonly cache: string };

/** What the own tables hold about a driver, and the answer built from it. */
export interface KnownDriverAnswer {
  readonly essentials: Essentials;
  readonly answer: CurrentRideAnswer;
}

/**
 * Reads essential fields from the own copy and, when they are wanted, details from the owner through a caching choice.
 * Personal data stays in that cache only, for minutes: in memory, or with `nats-kv` in the bucket RIDE_DETAILS.
 */
export class HybridApproach implements CurrentRideApproach {
  readonly promises: ApproachPromises = {
    mayBeOlderThanOwner: true,
    callsOwner: 'on-a-miss',
    without: {
      owner: 'partial',
      ownersDatabase: 'partial',
      broker: 'whole',
      ownDatabase: 'unavailable',
      sharedStore: 'whole',
    },
    personalDataHere: [],
    personalDataElsewhere: [],
  };

  constructor(
    private readonly essentials: LocalEssentialsQuery,
    private readonly details: ChosenDetails,
    private readonly copy: Pick<RideCopy, 'heldOf'>,
    /** How long an answer may wait for details. */
    private readonly detailsDeadlineMs: number,
  ) {}

  async currentRide(driverId: string, wanted: DetailsWanted): Promise<CurrentRideAnswer> {
    const chosen = this.details.by(wanted.cache);
    const { ride } = await this.essentials.ofDriver(driverId);
    const fenced = wanted.atLeast !== undefined;
    const found = wanted.details && ride ? await this.detailsOf([ride], chosen, fenced) : undefined;
    return toHybridAnswer(driverId, ride, found?.get(driverId));
  }

  heldOf(rideId: string, wanted: DetailsWanted): Promise<HeldRide | undefined> {
    this.details.by(wanted.cache);
    return this.copy.heldOf(rideId);
  }

  /**
   * Reads any number of drivers with one statement and at most one remote call.
   * @returns answers keyed by driver id; unknown drivers are absent
   * @throws InvalidInputProblem when the caching choice cannot be used
   */
  async currentRides(
    driverIds: readonly string[],
    wanted: DetailsWanted,
  ): Promise<ReadonlyMap<string, KnownDriverAnswer>> {
    const chosen = this.details.by(wanted.cache);
    const known = await this.essentials.of(driverIds);
    const rides = driverIds.flatMap((driverId) => known.get(driverId)?.ride ?? []);
    const found = wanted.details ? await this.detailsOf(rides, chosen) : undefined;
    return new Map(
      driverIds.flatMap((driverId) => {
        const essentials = known.get(driverId);
        if (!essentials) return [];
        return [
          [driverId, { essentials, answer: toHybridAnswer(driverId, essentials.ride, found?.get(driverId)) }],
        ];
      }),
    );
  }

  /** Keyed by driver id. */
  private async detailsOf(
    rides: readonly CopiedRide[],
    { cache, details }: Chosen,
    fenced = false,
  ): Promise<Map<string, ServedDetails>> {
    if (rides.length === 0) return new Map();
    const lookups = rides.map(({ rideId, version, driverId }) => ({
      rideId,
      minVersion: version,
      driverId,
      fenced,
    }));
    const results = await details.find(lookups, this.detailsDeadlineMs);
    return new Map(
      rides.flatMap(({ driverId }, index) => {
        const result = results[index];
        return result ? [[driverId, { ...result, cache }]] : [];
      }),
    );
  }
}

/** `found` is undefined when details were not asked for. */
export function toHybridAnswer(
  driverId: string,
  ride: CopiedRide | undefined,
  found: ServedDetails | undefined,
): CurrentRideAnswer {
  return {
    driverId,
    // The copy is shown as it is even if the details are newer: the sources show both versions.
    ride: ride ? { id: ride.rideId, status: ride.status, pickup: ride.pickup, version: ride.version } : null,
    details: found?.outcome === 'found' ? found.details : null,
    sources: {
      approach: 'hybrid',
      ride: {
        from: 'local-copy',
        version: ride?.version ?? null,
        ageMs: ride ? age(ride.ageMs) : null,
      },
      details: found ? detailsSource(found) : NOT_ASKED,
    },
  };
}

function detailsSource(found: ServedDetails): DetailsSource {
  const { cache } = found;
  const tookMs = round(found.tookMs);
  if (found.outcome === 'found') {
    const ageMs = Math.round(found.ageMs);
    return { from: found.from, cache, version: found.version, ageMs, tookMs, reason: null };
  }
  const version = found.outcome === 'behind' ? found.version : null;
  const reason = found.outcome === 'unavailable' ? found.reason : found.outcome;
  return { from: 'unavailable', cache, version, ageMs: null, tookMs, reason };
}

export const hybrid: ApproachParts = {
  approach: HybridApproach,
  providers: ({ detailsDeadlineMs }) => [
    {
      provide: HybridApproach,
      inject: [LocalEssentialsQuery, ChosenDetails, RideCopy],
      useFactory: (essentials: LocalEssentialsQuery, details: ChosenDetails, copy: RideCopy) =>
        new HybridApproach(essentials, details, copy, detailsDeadlineMs),
    },
  ],
};
