import type { Provider, Type } from '@nestjs/common';
import type { Approach } from '@ride-hailing/contracts';
import type { Config } from '../config';
import type { AtLeast, HeldRide } from './at-least';
import type { CurrentRideAnswer } from './current-ride.dto';

export interface DetailsWanted {
  readonly details: boolean;
  /** Overrides the service's caching choice. */
  readonly cache?: string;
  /** What the answer must have seen. The caller of an approach checks its answer. */
  readonly atLeast?: AtLeast;
}

/** The answer that the owner gives now. */
export interface OwnersReader {
  /**
   * @throws OwnerSilentProblem when the owner cannot be called, or gives no answer in time
   * @throws PreconditionFailedProblem when the owner has not the version that the answer must have seen
   * @throws NotFoundProblem when neither the owner nor this service knows the driver
   */
  of(approach: Approach, driverId: string, wanted: DetailsWanted): Promise<CurrentRideAnswer>;
}

/**
 * The answer about a driver on a ride during an outage of one part.
 * - `whole`: ride and details, possibly older than the owner's;
 * - `whole-from-owner`: the same, read from the owner instead;
 * - `partial`: the ride without details;
 * - `unavailable`: no answer, status 503.
 */
type AnswerWithout = 'whole' | 'whole-from-owner' | 'partial' | 'unavailable';

/** The answer during an outage of each part; the contract suite injects each of these faults. */
export interface AnswersWithout {
  /** The process of Ride Service; its database is up. */
  readonly owner: AnswerWithout;
  /** Ride Service's database, so that Ride Service refuses requests. */
  readonly ownersDatabase: AnswerWithout;
  /** NATS as the transport of events; a shared store is up. */
  readonly broker: AnswerWithout;
  readonly ownDatabase: AnswerWithout;
  /** The cache and the files that services share. */
  readonly sharedStore: AnswerWithout;
}

/** What an approach promises to its callers; one contract suite checks every approach. */
export interface ApproachPromises {
  /** Whether an answer may show a state that the owner has already replaced. */
  readonly mayBeOlderThanOwner: boolean;
  /** Which reads call the owner; `on-a-miss`: those not found in what was published or kept. */
  readonly callsOwner: 'never' | 'on-a-miss' | 'always';
  readonly without: AnswersWithout;
  /** Tables of this service that hold riders' names and phone numbers. */
  readonly personalDataHere: readonly string[];
  /** Other places that hold them because of this approach, besides the owner's own tables. */
  readonly personalDataElsewhere: readonly string[];
}

/** One way to learn a driver's current ride, with details. Each has a file `<approach>.approach.ts`. */
export interface CurrentRideApproach {
  readonly promises: ApproachPromises;

  /**
   * @throws NotFoundProblem when the driver is unknown: no update and no ride has ever named them
   * @throws UnavailableProblem, or the database's own error, during an outage of a part that this approach needs
   * @throws InvalidInputProblem when the caching choice cannot be used
   */
  currentRide(driverId: string, wanted: DetailsWanted): Promise<CurrentRideAnswer>;

  /**
   * What the own store holds of any ride, ended ones too; an answer that is read after that is as new. Absent where the
   * store holds rides by driver only, and where nothing is stored.
   * @throws what `currentRide` throws during an outage, or for a caching choice that cannot be used
   */
  heldOf?(rideId: string, wanted: DetailsWanted): Promise<HeldRide | undefined>;
}

/** What the file of an approach exports to the module. */
export interface ApproachParts {
  readonly approach: Type<CurrentRideApproach>;
  /** Created only when the approach is on, so that no other approach opens connections or consumes. */
  readonly providers: (config: Config) => readonly Provider[];
}
