import { ACTIVE_STATUSES_SQL } from '@ride-hailing/contracts';
import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { aRideRequest, eventually, ParticipantClient } from '@ride-hailing/testing';
import type { NatsConnection } from 'nats';
import { Pool } from 'pg';
import { OwnBroker } from '../../test/own-broker';
import { Published } from '../../test/published-state';
import { environmentOf, RideServiceProcess } from '../../test/ride-service-process';
import { connectAsOperator } from '../../test/running-ride-service';
import type { RideDto } from '../rides/ride.dto';

jest.setTimeout(180_000);

const DRIVERS = Array.from({ length: 8 }, (_, at) => `crash-${at}`);
const KILLS = 3;
const DOCUMENTS_BETWEEN_KILLS = 40;

describe('a publisher that is killed again and again', () => {
  let broker: OwnBroker;
  let database: SpecDatabase;
  let nats: NatsConnection;
  let sql: Pool;
  let published: Published;
  let service: RideServiceProcess;
  let participant: ParticipantClient;

  beforeAll(async () => {
    broker = await OwnBroker.start();
    database = await integrationInfrastructure().createDatabase();
    sql = new Pool({ connectionString: database.url, max: 2 });
    sql.on('error', () => undefined);
    nats = await connectAsOperator(broker.infrastructure);
    published = Published.open(broker.infrastructure, nats);
  });

  afterAll(async () => {
    await service.end('SIGKILL');
    participant.close();
    await published.close();
    await nats.close();
    await sql.end();
    await database.drop();
    await broker.stop();
  });

  async function start(): Promise<void> {
    const environment = environmentOf(broker.infrastructure, database.url);
    service = await RideServiceProcess.start({ ...environment, APPROACHES: 'all' });
    participant = new ParticipantClient(service.grpcUrl);
    await eventually(async () => (await service.call('GET', '/health/ready')).status === 200);
  }

  /** Drives one ride to its end. A ride that a crash interrupts stays, and the driver's next ride is refused. */
  async function drive(driverId: string): Promise<void> {
    const { body } = await service.call<RideDto>('POST', '/rides', aRideRequest());
    await participant.assign(body.id, driverId);
    await service.call('POST', `/rides/${body.id}/start`);
    await service.call('POST', `/rides/${body.id}/complete`);
  }

  const documents = async (): Promise<number> => (await published.lastSequences())[0] ?? 0;

  it("a publisher that is killed repeatedly leaves nothing out: documents, cache and files equal the owner's rides once it runs again", async () => {
    await start();
    let isOver = false;
    const work = DRIVERS.map(async (driverId) => {
      while (!isOver) await drive(driverId).catch(() => new Promise((next) => setImmediate(next)));
    });
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = await documents();
      await eventually(async () => (await documents()) >= before + DOCUMENTS_BETWEEN_KILLS);
      await service.end('SIGKILL');
      participant.close();
      await start();
    }
    isOver = true;
    await Promise.all(work);
    const { rows } = await sql.query<{ id: string; version: number }>('SELECT id, version FROM rides');
    const active = await sql.query<{ id: string; version: number; driver_id: string }>(
      `SELECT id, version, driver_id FROM rides WHERE status IN ${ACTIVE_STATUSES_SQL}`,
    );
    for (const { id, version } of rows) {
      await eventually(async () => {
        const versions = (await published.documentsOf(id)).map((document) => document.version);
        return Math.max(0, ...versions) === version;
      });
    }
    for (const driverId of DRIVERS) {
      const row = active.rows.find((one) => one.driver_id === driverId);
      for (const store of ['cache', 'files'] as const) {
        await eventually(async () => {
          const ride = await published.rideOf(store, driverId);
          return ride !== undefined && ride?.rideId === row?.id && ride?.version === row?.version;
        });
      }
    }
    console.info(`${rows.length} rides, ${active.rows.length} under way at the end, ${KILLS} kills`);
    expect(rows.length).toBeGreaterThan(KILLS * 10);
  });
});
