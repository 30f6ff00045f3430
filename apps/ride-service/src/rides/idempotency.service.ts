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

/** The columns of a {@link Claim}, as Postgres reads them from JSON. */
export const CLAIM_FIELDS = 'caller text, key text, "requestHash" text';

/**
 * Claims the keys of `asked`, which has the {@link CLAIM_FIELDS} and the `id` of each new ride, and returns the ids of the
 * rides whose keys were free. A concurrent request with the same key waits here until the statement that made the ride has
 * ended. Keys are claimed in one order, so that two such statements never wait for each other. OFFSET makes Postgres look
 * up each key in the index; without it, a plan may read all keys that have no caller.
 */
export const CLAIM = `INSERT INTO idempotency_keys (caller, key, request_hash, ride_id)
               SELECT caller, key, "requestHash", id FROM asked WHERE key IS NOT NULL AND NOT EXISTS (
                 SELECT FROM idempotency_keys AS earlier
                 WHERE earlier.caller = '${NO_CALLER}' AND earlier.key = asked.key AND request_hash = "requestHash" OFFSET 0)
               ORDER BY caller, key ON CONFLICT (caller, key) DO NOTHING RETURNING ride_id`;

const CLEAN = `DELETE FROM idempotency_keys WHERE (caller, key) IN (
                 SELECT caller, key FROM idempotency_keys WHERE created_at < now() - interval '24 hours'
                 ORDER BY created_at LIMIT 1000 FOR UPDATE SKIP LOCKED)`;

const CLEAN_EVERY_MS = 10 * 60_000;

/** Validation puts the fields into one order, so equal requests have equal hashes. */
const hashOf = (request: object): string =>
  createHash('sha256').update(JSON.stringify(request)).digest('hex');

/** What a caller must present to use an Idempotency-Key: the key, and the hash of the request that it belongs to. */
export interface Claim {
  readonly caller: string;
  readonly key: string;
  readonly requestHash: string;
}

export const claimOf = (caller: string, key: string, request: object): Claim => ({
  ...{ caller, key, requestHash: hashOf(request) },
});

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
  async earlier({ caller, key, requestHash }: Claim): Promise<string> {
    const { manager } = this.database.dataSource;
    const earlier =
      (await manager.findOneBy(IdempotencyKey, { caller, key })) ??
      (await manager.findOneByOrFail(IdempotencyKey, { caller: NO_CALLER, key }));
    if (earlier.requestHash !== requestHash) throw keyUsedOtherwise();
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
