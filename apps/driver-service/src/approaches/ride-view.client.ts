import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { PrimaryClient } from '@ride-hailing/addresses';
import type { RideStatus } from '@ride-hailing/contracts';
import { UnavailableProblem } from '@ride-hailing/service-kit';
import { Pool } from 'pg';
import type { Place } from '../ride-details/ride-details.port';
import type { WholeRide } from './whole-ride';

const CONNECTIONS = 4;
const CONNECT_WITHIN_MS = 1_000;
const STATEMENT_WITHIN_MS = 1_000;
/** The limit for a server that does not answer at all. */
const ANSWER_WITHIN_MS = 1_500;

interface ViewRow {
  readonly ride_id: string;
  readonly version: number;
  readonly status: RideStatus;
  readonly rider_id: string;
  readonly rider_name: string;
  readonly rider_phone: string;
  readonly pickup_lat: number;
  readonly pickup_lng: number;
  readonly pickup_address: string;
  readonly dropoff_lat: number;
  readonly dropoff_lng: number;
  readonly dropoff_address: string;
  readonly stops: Place[];
  readonly fare_amount_minor: number;
  readonly fare_currency: string;
  readonly notes: string;
}

/** Names its columns, so that the owner may add further ones without breaking this reader. */
const CURRENT = {
  name: 'read-current-ride-of-view',
  text: `
    SELECT ride_id, version::float8 AS version, status, rider_id, rider_name, rider_phone,
      pickup_lat, pickup_lng, pickup_address, dropoff_lat, dropoff_lng, dropoff_address,
      stops, fare_amount_minor::float8 AS fare_amount_minor, fare_currency, notes
    FROM published.current_rides WHERE driver_id = $1 LIMIT 1`,
};

/** Reads the owner's published view over a small pool of its own. */
@Injectable()
export class RideViewClient implements OnApplicationShutdown {
  private readonly logger = new Logger('RideView');
  private readonly pool: Pool;
  private isFailing = false;

  constructor(url: string) {
    this.pool = new Pool({
      connectionString: url,
      application_name: 'driver-service-ride-view',
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
      statement_timeout: STATEMENT_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
      keepAlive: true,
      Client: PrimaryClient,
    });
    // An idle connection was lost: the next statement reports it.
    this.pool.on('error', () => undefined);
  }

  /**
   * @returns null when the view has no ride of this driver
   * @throws UnavailableProblem when the view cannot be read: outage, too slow, not published or not granted
   */
  async currentRideOf(driverId: string): Promise<WholeRide | null> {
    try {
      const { rows } = await this.pool.query<ViewRow>({ ...CURRENT, values: [driverId] });
      this.isFailing = false;
      return rows[0] ? toWholeRide(rows[0]) : null;
    } catch (cause) {
      this.logFirst(cause);
      throw new UnavailableProblem('The view that Ride Service publishes cannot be read.', undefined, {
        cause,
      });
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }

  /** Logs the first failure of an outage; the metrics count the others. */
  private logFirst(error: unknown): void {
    if (this.isFailing) return;
    this.isFailing = true;
    this.logger.warn({ msg: 'The published view cannot be read', err: error });
  }
}

const toWholeRide = (row: ViewRow): WholeRide => ({
  ride: {
    id: row.ride_id,
    status: row.status,
    pickup: { lat: row.pickup_lat, lng: row.pickup_lng },
    version: row.version,
  },
  details: {
    riderId: row.rider_id,
    riderName: row.rider_name,
    riderPhone: row.rider_phone,
    pickupAddress: row.pickup_address,
    dropoff: { lat: row.dropoff_lat, lng: row.dropoff_lng, address: row.dropoff_address },
    stops: row.stops,
    fare: { amountMinor: row.fare_amount_minor, currency: row.fare_currency },
    notes: row.notes,
  },
});
