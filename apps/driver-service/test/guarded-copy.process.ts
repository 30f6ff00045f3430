import 'reflect-metadata';
import { Injectable, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DRIVER_SERVICE_RIDE_COPY, isActive, type RideChanged } from '@ride-hailing/contracts';
import {
  BatchConsumer,
  type BrokerOptions,
  type IncomingMessage,
  MessagingModule,
  type Poison,
} from '@ride-hailing/messaging';
import { type Database, Metrics } from '@ride-hailing/service-kit';
import { eventually, serveOrders } from '@ride-hailing/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'pg';
import { createRideCopyTable } from '../src/ride-copy/ride-copy-table';
import { RideCopy } from '../src/ride-copy/ride-copy.service';
import { RideCopyConsumer } from '../src/ride-copy/ride-copy.consumer';

const [broker = '', databaseUrl, without] = process.argv.slice(2);

const { stream, durable } = DRIVER_SERVICE_RIDE_COPY;
/** A database that is not next door: every statement takes so much longer, with and without the guards. */
const WAY_MS = 25;
const GUARD = 'WHERE kept.version < EXCLUDED.version';

interface Statement {
  readonly text: string;
}

/** The service's own statement, without its version guard when that is off. */
function sent<Given extends Statement>(statement: Given): Given {
  if (without !== 'version-guard') return statement;
  if (!statement.text.includes(GUARD)) throw new Error(`the statement has no "${GUARD}"`);
  return { ...statement, text: statement.text.replace(GUARD, '') };
}

/** Keeps no row of a ride that has ended, so that nothing tells an older event from a new one. */
class ForgettingCopy extends RideCopy {
  constructor(
    database: Database,
    private readonly pool: Pool,
  ) {
    super(database);
  }

  override async apply(rides: readonly RideChanged[]): Promise<number> {
    const ended = rides.filter(({ status }) => !isActive(status)).map(({ rideId }) => rideId);
    await this.pool.query('DELETE FROM ride_copy WHERE ride_id = ANY($1)', [ended]);
    return super.apply(rides.filter(({ rideId }) => !ended.includes(rideId)));
  }
}

/** Returns before the commit, so that the batch is acknowledged first. */
@Injectable()
class AcksFirst {
  constructor(private readonly consumer: RideCopyConsumer) {}

  @BatchConsumer({ stream, durable, batchSize: 500 })
  handle(batch: readonly IncomingMessage[]): Promise<readonly Poison[]> {
    this.consumer.handle(batch).catch((error: unknown) => new Logger(AcksFirst.name).error(error));
    return Promise.resolve([]);
  }
}

/** The service's consumer and statement on the real servers, with one guard off when one is named. */
void serveOrders(async () => {
  const pool = new Pool({ connectionString: databaseUrl, max: 4 });
  const made = await pool.query("SELECT FROM pg_class WHERE relname = 'ride_copy'");
  if (made.rowCount === 0) await createRideCopyTable(pool);
  let underWay = 0;
  const query = async (statement: Statement) => {
    underWay += 1;
    try {
      await delay(WAY_MS);
      return await pool.query(sent(statement));
    } finally {
      underWay -= 1;
    }
  };
  const database = { pool: { query } } as unknown as Database;
  const copy = without === 'fence' ? new ForgettingCopy(database, pool) : new RideCopy(database);
  const consumer = new RideCopyConsumer(copy, new Metrics());
  const provider =
    without === 'ack-after-commit'
      ? { provide: AcksFirst, useFactory: () => new AcksFirst(consumer) }
      : { provide: RideCopyConsumer, useFactory: () => consumer };

  @Module({
    imports: [MessagingModule.forRootAsync({ useFactory: () => JSON.parse(broker) as BrokerOptions })],
    providers: [provider],
  })
  class CopyModule {}
  const app = await NestFactory.createApplicationContext(CopyModule, { logger: ['error'] });
  return {
    /** Answers when no statement is under way. */
    carryOut: () => eventually(() => underWay === 0),
    close: async () => {
      await app.close();
      await pool.end();
    },
  };
});
