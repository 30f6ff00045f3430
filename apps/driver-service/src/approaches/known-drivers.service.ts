import { Injectable } from '@nestjs/common';
import { unknownDriver } from '../current-ride/current-ride.service';
import { LocalEssentials } from '../current-ride/local-essentials.service';

/** Tells a driver who is on no ride from one of whom nobody has told: asked only when there is no ride to show. */
@Injectable()
export class KnownDrivers {
  constructor(private readonly essentials: LocalEssentials) {}

  /** @throws NotFoundProblem when neither an update nor a ride has told of the driver */
  async check(driverId: string): Promise<void> {
    const known = await this.essentials.of([driverId]);
    if (!known.has(driverId)) throw unknownDriver(driverId);
  }
}
