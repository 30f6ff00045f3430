import { Injectable } from '@nestjs/common';
import { Database, type Identity } from '@ride-hailing/service-kit';
import { type RideJourneyDto } from './ride-journey.dto';
import { checkSees } from './ride-access';
import type { Ride } from './ride.entity';
import { rideNotFound } from './rides.errors';

interface Row extends Pick<Ride, 'riderId' | 'driverId' | 'status'> {
  readonly present: number;
  readonly version: number;
  readonly createdAt: Date | null;
  readonly publishedAt: Date | null;
  readonly streamSequence: string | null;
}

/** The ride and its outbox rows, read in one statement and so from one snapshot. A ride has few versions. */
const JOURNEY = {
  name: 'ride-journey',
  text: `SELECT rides.version AS present, rides.rider_id AS "riderId", rides.driver_id AS "driverId",
                rides.status, all_versions.version, outbox.created_at AS "createdAt",
                outbox.published_at AS "publishedAt", outbox.stream_sequence AS "streamSequence"
         FROM rides
         CROSS JOIN LATERAL generate_series(1, rides.version) AS all_versions (version)
         LEFT JOIN outbox ON outbox.aggregate_id = rides.id::text AND outbox.version = all_versions.version
         WHERE rides.id = $1
         ORDER BY all_versions.version`,
};

const timeOf = (date: Date | null): string | null => date?.toISOString() ?? null;

/** When each version of a ride was committed, and when its event was published. */
@Injectable()
export class RideJourneyQuery {
  constructor(private readonly database: Database) {}

  /** @throws NotFoundProblem when the ride does not exist or the caller may not see it */
  async of(rideId: string, caller: Identity): Promise<RideJourneyDto> {
    const { rows } = await this.database.pool.query<Row>({ ...JOURNEY, values: [rideId] });
    const [first] = rows;
    if (!first) throw rideNotFound(rideId);
    checkSees(caller, { ...first, id: rideId });
    return {
      rideId,
      version: first.present,
      versions: rows.map(({ version, createdAt, publishedAt, streamSequence }) => ({
        version,
        record: createdAt ? 'kept' : 'cleaned-up',
        committedAt: timeOf(createdAt),
        publishedAt: timeOf(publishedAt),
        streamSequence: streamSequence === null ? null : Number(streamSequence),
      })),
    };
  }
}
