import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  ACTIVE_STATUSES_SQL,
  AssignmentOutcome,
  RideDetailsServiceService,
  type RideLookupResult,
} from '@ride-hailing/contracts';
import { CoordinatorClient, PARTICIPANT_SETTINGS, type ParticipantSettings } from '@ride-hailing/participant';
import { RemoteClient } from '@ride-hailing/remote-calls';
import { Database, Metrics } from '@ride-hailing/service-kit';
import { IS_SPENT } from '../who-is-free/who-is-free';

const MOST_AT_ONCE = 50;
const DEADLINE_MS = 2_000;

/**
 * Claims confirmed reservations older than $1 ms, which is time enough for the ride's event to arrive, whose ride the
 * copy does not show as the driver's. Only one instance claims each, and none claims it again within that time.
 */
const CLAIM = `
  UPDATE reservations SET asked_at = clock_timestamp() WHERE assignment_id IN (
    SELECT assignment_id FROM reservations
    WHERE state = 'CONFIRMED' AND greatest(changed_at, asked_at) < clock_timestamp() - $1 * interval '1 ms'
      AND NOT (${IS_SPENT})
      AND NOT EXISTS (
        SELECT FROM ride_copy WHERE ride_copy.ride_id = reservations.ride_id
        AND ride_copy.driver_id = reservations.driver_id AND ride_copy.status IN ${ACTIVE_STATUSES_SQL})
    ORDER BY greatest(changed_at, asked_at) LIMIT ${MOST_AT_ONCE} FOR UPDATE SKIP LOCKED)
  RETURNING assignment_id AS "assignmentId", ride_id AS "rideId", driver_id AS "driverId"`;

const RELEASE = `
  UPDATE reservations SET state = 'RELEASED', changed_at = clock_timestamp()
  WHERE assignment_id = ANY ($1) AND state = 'CONFIRMED'`;

interface Confirmed {
  readonly assignmentId: string;
  readonly rideId: string;
  readonly driverId: string;
}

/**
 * Releases reservations whose ride is lost. An owner that was restored from a backup may have lost a ride, or its
 * driver, and then publishes no end of it. So the owner is asked about rides that the copy does not show.
 */
@Injectable()
export class LostRidesAsker {
  private readonly logger = new Logger(LostRidesAsker.name);
  private readonly lookUp;
  private readonly released;

  constructor(
    private readonly database: Database,
    private readonly coordinator: CoordinatorClient,
    owner: RemoteClient,
    @Inject(PARTICIPANT_SETTINGS) private readonly settings: Pick<ParticipantSettings, 'askAfterMs'>,
    metrics: Metrics,
  ) {
    this.lookUp = owner.unary(RideDetailsServiceService.batchGetRides, { idempotent: true });
    this.released = metrics.counter({
      name: 'reservations_of_lost_rides_total',
      help: 'Confirmed reservations released because their owner says that the ride is not there, or that the driver is not on it',
    });
  }

  /**
   * @throws RemoteCallError when the owner does not answer; the reservations stay
   * @throws what the database throws
   */
  async releaseLost(): Promise<void> {
    const { rows } = await this.database.pool.query<Confirmed>(CLAIM, [this.settings.askAfterMs]);
    if (rows.length === 0) return;
    // The coordinator is asked first, so that the owner's answer cannot be from before its Confirm.
    const ended = await this.endedOf(rows);
    const lookups = rows.map(({ rideId, driverId }) => ({ rideId, driverId, minVersion: 0 }));
    const { results } = await this.lookUp({ lookups }, { budgetMs: DEADLINE_MS });
    const lost = rows.filter((row, index) => isLost(row, results[index], ended.has(row.assignmentId)));
    if (lost.length === 0) return;
    await this.database.pool.query(RELEASE, [lost.map(({ assignmentId }) => assignmentId)]);
    this.released.inc(lost.length);
    for (const one of lost) this.logger.warn({ msg: 'Released a reservation whose ride was lost', ...one });
  }

  /** The assignments that the coordinator has finished; empty if it does not answer. */
  private async endedOf(rows: readonly Confirmed[]): Promise<ReadonlySet<string>> {
    const all = new Set<string>();
    try {
      for (const { assignmentId } of rows) {
        const { outcome, ended } = await this.coordinator.outcomeOf(assignmentId);
        if (ended || outcome === AssignmentOutcome.UNKNOWN) all.add(assignmentId);
      }
    } catch (error) {
      this.logger.warn({ msg: 'The coordinator cannot be asked about confirmed reservations', err: error });
    }
    return all;
  }
}

/** While the coordinator is at work, the ride may still become the driver's. A ride that does not exist never will. */
function isLost({ rideId }: Confirmed, answer: RideLookupResult | undefined, ended: boolean): boolean {
  if (answer?.rideId !== rideId) return false;
  const said = answer.outcome?.$case;
  return said === 'notFound' || (said === 'notYours' && ended);
}
