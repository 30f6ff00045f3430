import type { Approach } from '@ride-hailing/contracts';
import type { DetailsWanted, OwnersReader } from '../current-ride/approach.port';
import { heldVersion, isNewEnough, noSuchVersion, OwnerSilentProblem } from '../current-ride/at-least';
import type { CurrentRideAnswer } from '../current-ride/current-ride.dto';
import type { LocalEssentialsQuery } from './local-essentials.query';
import { toWholeAnswer } from './whole-ride';
import type { LookupSource } from '../ride-details/owner-lookups';
import type { CurrentRideLookup, OwnersResult } from './current-rides.client';

/** The answer that Ride Service gives now, for the approaches that call it always or on a miss. */
export class OwnersAnswer implements OwnersReader {
  constructor(
    private readonly owner: LookupSource<CurrentRideLookup, OwnersResult>,
    private readonly essentials: Pick<LocalEssentialsQuery, 'ofDriver'>,
    /** How long an answer may wait for the owner. */
    private readonly deadlineMs: number,
  ) {}

  async of(approach: Approach, driverId: string, wanted: DetailsWanted): Promise<CurrentRideAnswer> {
    const { atLeast } = wanted;
    const lookup = atLeast ? { driverId, rideId: atLeast.rideId } : { driverId };
    const [result] = await this.owner.find([lookup], this.deadlineMs);
    if (result?.outcome !== 'answered') {
      throw new OwnerSilentProblem(`Ride Service gave no answer: ${result?.reason ?? 'owner-error'}.`);
    }
    const { ride, known, held, tookMs } = result;
    if (atLeast) {
      const version = heldVersion(held, atLeast);
      if (!isNewEnough(version, atLeast)) throw noSuchVersion(atLeast, version);
    }
    if (!known) await this.essentials.ofDriver(driverId);
    return toWholeAnswer(driverId, { approach, from: 'ride-service', ride, ageMs: 0, tookMs }, wanted);
  }
}
