import type { CurrentRideAnswer } from '../current-ride/driver-answer';
import type { DetailsWanted } from '../current-ride/current-ride.service';
import type { ApproachPromises } from './approach-promises';

/** One way to learn a driver's current ride, with details. A file `<approach>.approach.ts` has one. */
export interface CurrentRideApproach {
  readonly promises: ApproachPromises;

  /**
   * @throws NotFoundProblem when neither an update nor a ride has ever told of this driver
   * @throws UnavailableProblem, or the database's own error, when a part is away that this approach cannot do without
   * @throws InvalidInputProblem when the caching choice cannot be used
   */
  currentRide(driverId: string, wanted: DetailsWanted): Promise<CurrentRideAnswer>;
}
