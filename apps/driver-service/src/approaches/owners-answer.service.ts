import type { Approach } from '@ride-hailing/contracts';
import { UnavailableProblem } from '@ride-hailing/service-kit';
import type { DetailsWanted } from '../current-ride/approach.port';
import type { CurrentRideAnswer } from '../current-ride/current-ride.dto';
import type { LocalEssentialsQuery } from './local-essentials.query';
import { toWholeAnswer } from './whole-ride';
import type { LookupSource } from '../ride-details/owner-lookups';
import type { OwnersResult } from './current-rides.client';

/** The answer that Ride Service gives now, for the approaches that call it always or on a miss. */
export class OwnersAnswer {
  constructor(
    /** Looks up by driver id. */
    private readonly owner: LookupSource<string, OwnersResult>,
    private readonly essentials: Pick<LocalEssentialsQuery, 'ofDriver'>,
    /** How long an answer may wait for the owner. */
    private readonly deadlineMs: number,
  ) {}

  /**
   * @throws UnavailableProblem when the owner cannot be called, or gives no answer in time
   * @throws NotFoundProblem when neither the owner nor this service knows the driver
   */
  async of(approach: Approach, driverId: string, wanted: DetailsWanted): Promise<CurrentRideAnswer> {
    const [result] = await this.owner.find([driverId], this.deadlineMs);
    if (result?.outcome !== 'answered') {
      throw new UnavailableProblem(`Ride Service gave no answer: ${result?.reason ?? 'owner-error'}.`);
    }
    const { ride, known, tookMs } = result;
    if (!known) await this.essentials.ofDriver(driverId);
    return toWholeAnswer(driverId, { approach, from: 'ride-service', ride, ageMs: 0, tookMs }, wanted);
  }
}
