import { Inject, Injectable } from '@nestjs/common';
import { NotFoundProblem } from '@ride-hailing/service-kit';
import { DriverPositions, type KnownDriver } from '../driver-positions/driver-positions.service';
import { FREE_WITHIN_MS } from '../driver-positions/free-within';
import { type CopiedRide, RideCopy } from '../ride-copy/ride-copy.service';
import { type Chosen, ChosenDetails } from '../ride-details/chosen-details';
import {
  type CurrentRideAnswer,
  type DriverAnswer,
  type ServedDetails,
  toCurrentRide,
  toDriver,
} from './driver-answer';

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

/** What this service's own tables hold of some drivers. */
interface Essentials {
  readonly positions: ReadonlyMap<string, KnownDriver>;
  readonly rides: ReadonlyMap<string, CopiedRide>;
  /** In the order asked for. */
  readonly known: string[];
}

export const unknownDriver = (driverId: string) => new NotFoundProblem(`No driver ${driverId} is known.`);

/** The hybrid answer: essentials from this service's own tables, details from their owner when they are wanted. */
@Injectable()
export class CurrentRide {
  constructor(
    private readonly positions: DriverPositions,
    private readonly copy: RideCopy,
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
    const { rides } = await this.knownDriver(driverId);
    const ride = rides.get(driverId);
    const found = wanted.details && ride ? await this.detailsOf([ride], chosen) : undefined;
    return toCurrentRide(driverId, ride, found?.get(driverId), Date.now());
  }

  /** @throws NotFoundProblem like `ofDriver` */
  async driver(driverId: string): Promise<DriverAnswer> {
    const { positions, rides } = await this.knownDriver(driverId);
    return this.answer(toCurrentRide(driverId, rides.get(driverId), undefined, Date.now()), positions);
  }

  /**
   * Any number of drivers for two statements and at most one remote call.
   * @throws InvalidInputProblem when the caching choice cannot be used
   */
  async drivers(driverIds: readonly string[], wanted: DetailsWanted): Promise<DriversPage> {
    const chosen = this.details.by(wanted.cache);
    const { positions, rides, known } = await this.essentialsOf(driverIds);
    const found = wanted.details ? await this.detailsOf([...rides.values()], chosen) : undefined;
    const now = Date.now();
    return {
      drivers: known.map((driverId) =>
        this.answer(toCurrentRide(driverId, rides.get(driverId), found?.get(driverId), now), positions),
      ),
      unknown: driverIds.filter((driverId) => !known.includes(driverId)),
    };
  }

  private answer(current: CurrentRideAnswer, positions: Essentials['positions']): DriverAnswer {
    const clock = { now: Date.now(), freeWithinMs: this.freeWithinMs };
    return toDriver(current, positions.get(current.driverId), clock);
  }

  private async knownDriver(driverId: string): Promise<Essentials> {
    const essentials = await this.essentialsOf([driverId]);
    if (essentials.known.length === 0) throw unknownDriver(driverId);
    return essentials;
  }

  private async essentialsOf(driverIds: readonly string[]): Promise<Essentials> {
    const [positions, rides] = await Promise.all([
      this.positions.find(driverIds),
      this.copy.currentOf(driverIds),
    ]);
    const silent = driverIds.filter((driverId) => !positions.has(driverId) && !rides.has(driverId));
    const onceOnARide = await this.copy.driversKnownAmong(silent);
    const isUnknown = (driverId: string) => silent.includes(driverId) && !onceOnARide.has(driverId);
    return { positions, rides, known: driverIds.filter((driverId) => !isUnknown(driverId)) };
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
