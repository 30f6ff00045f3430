import { Injectable } from '@nestjs/common';
import { HybridApproach, type KnownDriverAnswer } from '../approaches/hybrid.approach';
import { type KnownDriver, unknownDriver } from '../approaches/local-essentials.query';
import type { DetailsWanted } from '../current-ride/approach.port';
import { age } from '../current-ride/current-ride.dto';
import type { DriverAnswer, DriversAnswer } from './drivers.dto';

/** Drivers with their positions and whether they are free, and with the hybrid answer about their rides. */
@Injectable()
export class Drivers {
  constructor(private readonly hybrid: HybridApproach) {}

  /** @throws NotFoundProblem when neither an update nor a ride has named the driver */
  async driver(driverId: string): Promise<DriverAnswer> {
    const known = (await this.hybrid.currentRides([driverId], { details: false })).get(driverId);
    if (!known) throw unknownDriver(driverId);
    return toDriver(known);
  }

  /**
   * Reads any number of drivers with one statement and at most one remote call.
   * @throws InvalidInputProblem when the caching choice cannot be used
   */
  async drivers(driverIds: readonly string[], wanted: DetailsWanted): Promise<DriversAnswer> {
    const known = await this.hybrid.currentRides(driverIds, wanted);
    return {
      drivers: driverIds.flatMap((driverId) => {
        const driver = known.get(driverId);
        return driver ? [toDriver(driver)] : [];
      }),
      unknown: driverIds.filter((driverId) => !known.has(driverId)),
    };
  }
}

export function toDriver({ essentials: { position }, answer }: KnownDriverAnswer): DriverAnswer {
  return {
    driverId: answer.driverId,
    position: position ? toPosition(position) : null,
    available: position?.available ?? null,
    reserved: position?.reserved ?? false,
    free: position?.free ?? false,
    ride: answer.ride,
    details: answer.details,
    sources: {
      position: {
        from: 'local',
        sequence: position?.sequence ?? null,
        ageMs: position ? age(position.ageMs) : null,
      },
      ...answer.sources,
    },
  };
}

const toPosition = ({ lat, lng, recordedAtMs, accurate }: KnownDriver): DriverAnswer['position'] => ({
  lat,
  lng,
  recordedAt: new Date(recordedAtMs).toISOString(),
  accurate,
});
