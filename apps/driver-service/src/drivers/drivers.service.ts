import { Injectable } from '@nestjs/common';
import { HybridApproach } from '../approaches/hybrid.approach';
import type { DetailsWanted } from '../current-ride/approach.port';
import { unknownDriver } from '../approaches/local-essentials.query';
import { toDriver } from './driver-answer';
import type { DriverAnswer, DriversAnswer } from './drivers.dto';

/** Drivers with what is kept here of them, and with the hybrid answer about their rides. */
@Injectable()
export class Drivers {
  constructor(private readonly hybrid: HybridApproach) {}

  /** @throws NotFoundProblem when neither an update nor a ride has ever told of this driver */
  async driver(driverId: string): Promise<DriverAnswer> {
    const known = (await this.hybrid.currentRides([driverId], { details: false })).get(driverId);
    if (!known) throw unknownDriver(driverId);
    return toDriver(known);
  }

  /**
   * Any number of drivers for one statement and at most one remote call.
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
