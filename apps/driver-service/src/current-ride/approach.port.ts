import type { Provider, Type } from '@nestjs/common';
import type { SharedStoreVariables } from '@ride-hailing/shared-store';
import type { CurrentRideAnswer } from './current-ride.dto';

export interface DetailsWanted {
  readonly details: boolean;
  /** Another caching choice than the service's own. */
  readonly cache?: string;
}

/**
 * How an answer about a driver on a ride is while one part is away.
 * - `whole`: ride and details, possibly older than the owner's;
 * - `whole-from-owner`: the same, asked of the owner instead;
 * - `partial`: the ride without details;
 * - `unavailable`: none, but status 503.
 */
export type AnswerWithout = 'whole' | 'whole-from-owner' | 'partial' | 'unavailable';

/** What can be away: each is one fault of the suite. */
export interface AnswersWithout {
  /** Ride Service, the process; its database is there. */
  readonly owner: AnswerWithout;
  /** Ride Service's database, so that Ride Service refuses what it is asked. */
  readonly ownersDatabase: AnswerWithout;
  /** NATS as the way of events; a shared store is there. */
  readonly broker: AnswerWithout;
  readonly ownDatabase: AnswerWithout;
  /** The cache and the files that services share. */
  readonly sharedStore: AnswerWithout;
}

/** What an approach promises to whoever asks; one suite holds each to its word. */
export interface ApproachPromises {
  /** Whether an answer may show a state that the owner has replaced already. */
  readonly mayBeOlderThanOwner: boolean;
  /** Reads that call the owner; `on-a-miss`: when what was published or kept does not have it. */
  readonly callsOwner: 'never' | 'on-a-miss' | 'always';
  readonly without: AnswersWithout;
  /** Tables of this service that hold names and phones of riders. */
  readonly personalDataHere: readonly string[];
  /** Where else they are because of this approach, outside the owner's own tables. */
  readonly personalDataElsewhere: readonly string[];
}

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

/** What of this service's configuration an approach may need. */
export interface ApproachOptions extends SharedStoreVariables {
  readonly detailsDeadlineMs: number;
  readonly rideViewDatabaseUrl?: string;
  readonly sharedCacheTimeoutMs: number;
}

/** What the file of an approach gives to the module. */
export interface ApproachParts {
  readonly approach: Type<CurrentRideApproach>;
  /** Made only when the approach is on: nothing else opens a connection, or consumes. */
  readonly providers: (options: ApproachOptions) => readonly Provider[];
}
