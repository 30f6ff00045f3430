import { Inject, Injectable } from '@nestjs/common';
import { NotFoundProblem } from '@ride-hailing/service-kit';
import { FREE_WITHIN_MS } from '../driver-positions/free-within';
import type { CopiedRide } from '../ride-copy/ride-copy.service';
import { type Chosen, ChosenDetails } from '../ride-details/chosen-details';
import {
  type CurrentRideAnswer,
  type DriverAnswer,
  type ServedDetails,
  toCurrentRide,
  toDriver,
} from './driver-answer';
import { type Essentials, LocalEssentials } from './local-essentials.service';

/** Injection token: how long an answer may wait for details. */
export const DETAILS_DEADLINE_MS = Symbol('DETAILS_DEADLINE_MS');

export interface DetailsWanted {
  readonly details: boolean;
  /** Another caching choice than the service's own. */
  readonly cache?: string;
}

export interface DriversPage {
  readonly drivers: DriverAnswer[];
  readonly unknown: string[];
}

export const unknownDriver = (driverId: string) => new NotFoundProblem(`No driver ${driverId} is known.`);

function knownIn(essentials: ReadonlyMap<string, Essentials>, driverId: string): Essentials {
  const known = essentials.get(driverId);
  if (!known) throw unknownDriver(driverId);
  return known;
}

/** The hybrid answer: essentials from this service's own tables, details from their owner when they are wanted. */
@Injectable()
export class CurrentRide {
  constructor(
    private readonly essentials: LocalEssentials,
    private readonly details: ChosenDetails,
    @Inject(DETAILS_DEADLINE_MS) private readonly detailsDeadlineMs: number,
    @Inject(FREE_WITHIN_MS) private readonly freeWithinMs: number,
  ) {}

  /**
   * @throws NotFoundProblem when neither an update nor a ride has ever told of this driver
   * @throws InvalidInputProblem when the caching choice cannot be used
   */
  async ofDriver(driverId: string, wanted: DetailsWanted): Promise<CurrentRideAnswer> {
    const chosen = this.details.by(wanted.cache);
    const { ride } = knownIn(await this.essentials.of([driverId]), driverId);
    const found = wanted.details && ride ? await this.detailsOf([ride], chosen) : undefined;
    return toCurrentRide(driverId, ride, found?.get(driverId));
  }

  /** @throws NotFoundProblem like `ofDriver` */
  async driver(driverId: string): Promise<DriverAnswer> {
    const known = knownIn(await this.essentials.of([driverId]), driverId);
    return this.answer(driverId, known, undefined);
  }

  /**
   * Any number of drivers for one statement and at most one remote call.
   * @throws InvalidInputProblem when the caching choice cannot be used
   */
  async drivers(driverIds: readonly string[], wanted: DetailsWanted): Promise<DriversPage> {
    const chosen = this.details.by(wanted.cache);
    const essentials = await this.essentials.of(driverIds);
    const rides = driverIds.flatMap((driverId) => essentials.get(driverId)?.ride ?? []);
    const found = wanted.details ? await this.detailsOf(rides, chosen) : undefined;
    return {
      drivers: driverIds.flatMap((driverId) => {
        const known = essentials.get(driverId);
        return known ? [this.answer(driverId, known, found?.get(driverId))] : [];
      }),
      unknown: driverIds.filter((driverId) => !essentials.has(driverId)),
    };
  }

  private answer(
    driverId: string,
    { position, ride }: Essentials,
    found: ServedDetails | undefined,
  ): DriverAnswer {
    return toDriver(toCurrentRide(driverId, ride, found), position, this.freeWithinMs);
  }

  /** By driver. */
  private async detailsOf(
    rides: readonly CopiedRide[],
    { cache, details }: Chosen,
  ): Promise<Map<string, ServedDetails>> {
    if (rides.length === 0) return new Map();
    const lookups = rides.map(({ rideId, version, driverId }) => ({ rideId, minVersion: version, driverId }));
    const results = await details.find(lookups, this.detailsDeadlineMs);
    return new Map(
      rides.flatMap(({ driverId }, index) => {
        const result = results[index];
        return result ? [[driverId, { ...result, cache }]] : [];
      }),
    );
  }
}
