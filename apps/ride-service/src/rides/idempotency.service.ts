import { createHash } from 'node:crypto';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database } from '@ride-hailing/service-kit';
import { Periodic } from '@ride-hailing/timing';
import { IdempotencyKey } from './idempotency-key.entity';
import { keyUsedOtherwise } from './rides.errors';

/**
 * Keys from before keys belonged to callers have no caller. For the 24 hours that they are kept, the same request with
 * such a key still gets the same ride; any other request ignores them.
 */
const NO_CALLER = '';

/**
 * Claims a key for a new ride, and returns it; nothing when it is taken. A concurrent request with the same key waits here
 * until the statement that made the ride has ended. Its parameters are {@link claimValues}.
 */
export const CLAIM = `INSERT INTO idempotency_keys (caller, key, request_hash, ride_id)
               SELECT $1::text, $2::text, $3::text, $4::uuid WHERE NOT EXISTS (
                 SELECT FROM idempotency_keys WHERE caller = '${NO_CALLER}' AND key = $2 AND request_hash = $3)
               ON CONFLICT (caller, key) DO NOTHING RETURNING key`;

const CLEAN = `DELETE FROM idempotency_keys WHERE (caller, key) IN (
                 SELECT caller, key FROM idempotency_keys WHERE created_at < now() - interval '24 hours'
                 ORDER BY created_at LIMIT 1000 FOR UPDATE SKIP LOCKED)`;

const CLEAN_EVERY_MS = 10 * 60_000;

/** Validation puts the fields into one order, so equal requests have equal hashes. */
const hashOf = (request: object): string =>
  createHash('sha256').update(JSON.stringify(request)).digest('hex');

export interface Claimed {
  readonly caller: string;
  readonly key: string;
  readonly request: object;
  readonly rideId: string;
}

/** The parameters of {@link CLAIM}. */
export const claimValues = ({ caller, key, request, rideId }: Claimed): string[] => [
  ...[caller, key, hashOf(request), rideId],
];

/** Remembers for 24 hours which ride a request with a key made. */
@Injectable()
export class Idempotency implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(Idempotency.name);
  private readonly cleaning = new Periodic(() => this.clean(), {
    everyMs: CLEAN_EVERY_MS,
    onError: (error) => this.logger.warn({ msg: 'Old idempotency keys could not be deleted', err: error }),
  });

  constructor(private readonly database: Database) {}

  /**
   * @returns the id of the ride that the caller's key belongs to already
   * @throws UnprocessableProblem when the key was used with another request
   */
  async earlier({ caller, key, request }: Omit<Claimed, 'rideId'>): Promise<string> {
    const { manager } = this.database.dataSource;
    const earlier =
      (await manager.findOneBy(IdempotencyKey, { caller, key })) ??
      (await manager.findOneByOrFail(IdempotencyKey, { caller: NO_CALLER, key }));
    if (earlier.requestHash !== hashOf(request)) throw keyUsedOtherwise();
    return earlier.rideId;
  }

  onModuleInit(): void {
    this.cleaning.start();
  }

  onApplicationShutdown(): void {
    void this.cleaning.close();
  }

  private async clean(): Promise<void> {
    let deleted: number | null;
    do ({ rowCount: deleted } = await this.database.pool.query(CLEAN));
    while (deleted);
  }
}
