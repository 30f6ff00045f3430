import { Injectable } from '@nestjs/common';
import { unknownDriver } from '../current-ride/current-ride.service';
import { DriverPositions } from '../driver-positions/driver-positions.service';
import { RideCopy } from '../ride-copy/ride-copy.service';

/** Tells a driver who is on no ride from one of whom nobody has told: asked only when there is no ride to show. */
@Injectable()
export class KnownDrivers {
  constructor(
    private readonly positions: DriverPositions,
    private readonly copy: RideCopy,
  ) {}

  /** @throws NotFoundProblem when neither an update nor a ride has told of the driver */
  async check(driverId: string): Promise<void> {
    const [positions, onceOnARide] = await Promise.all([
      this.positions.find([driverId]),
      this.copy.driversKnownAmong([driverId]),
    ]);
    if (!positions.has(driverId) && !onceOnARide.has(driverId)) throw unknownDriver(driverId);
  }
}
