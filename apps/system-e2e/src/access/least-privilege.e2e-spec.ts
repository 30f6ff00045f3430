import { Client } from 'pg';
import { eventually } from '@ride-hailing/testing';
import { startSystem, type System } from '../running-system/system';

const CONNECT_WITHIN_MS = 5_000;

describe('least privilege in the running system', () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem({ services: ['ride-service', 'phone-access'] });
  }, 120_000);

  afterAll(() => system.stop());

  type Login = Parameters<System['broker']>[0] | 'phone of d-1';
  const clientOf = (login: Login) => (login === 'phone of d-1' ? system.phone('d-1') : system.broker(login));

  const connectTo = async (connectionString: string): Promise<string> => {
    const client = new Client({ connectionString, connectionTimeoutMillis: CONNECT_WITHIN_MS });
    await client.connect();
    const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
    await client.end();
    return rows[0]!.name;
  };

  it.each([
    ['ride-service', 'ride_service', 'driver_service'],
    ['driver-service', 'driver_service', 'ride_service'],
    ['gateway', 'gateway', 'ride_service'],
    ['ride-service', 'ride_service', 'gateway'],
  ] as const)("lets %s's login open its own database %s, and not %s", async (service, ownName, other) => {
    const own = system.databaseUrl(service);
    expect(await connectTo(own)).toBe(ownName);
    await expect(connectTo(own.replace(/\/[^/]*$/, `/${other}`))).rejects.toThrow(
      `permission denied for database "${other}"`,
    );
    await expect(connectTo(own.replace(/\/[^/]*$/, '/postgres'))).rejects.toThrow('permission denied');
  });

  it("lets the ride view's login open only Ride Service's database, where it can read and create nothing", async () => {
    const url = system.rideViewUrl();
    for (const other of ['driver_service', 'gateway', 'postgres']) {
      await expect(connectTo(url.replace(/\/[^/]*$/, `/${other}`))).rejects.toThrow('permission denied');
    }
    const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_WITHIN_MS });
    await client.connect();
    try {
      const { rows } = await client.query<{ name: string; readable: boolean }>(
        `SELECT relname AS name, has_table_privilege(oid, 'SELECT') OR has_any_column_privilege(oid, 'SELECT') AS readable
         FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f')
           AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace)`,
      );
      expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['rides', 'outbox']));
      expect(rows.filter(({ readable }) => readable)).toEqual([]);
      for (const statement of ['SELECT * FROM rides', 'CREATE TABLE t ()', 'CREATE TEMP TABLE t ()']) {
        await expect(client.query(statement)).rejects.toThrow('permission denied');
      }
    } finally {
      await client.end();
    }
  });

  it.each([
    ['ride-service', 'rides.changed.r-1', true],
    ['ride-service', 'rides.document.r-1', true],
    ['ride-service', 'dead-letters.ride-service.ride-service-documents.x', true],
    ['ride-service', 'dead-letters.driver-service.driver-service-ride-copy.x', false],
    ['ride-service', '$KV.CURRENT_RIDES.d-1', true],
    ['ride-service', '$KV.RIDE_DETAILS.r-1.d-1', false],
    ['ride-service', '$O.CURRENT_RIDE_FILES.C.x', true],
    ['driver-service', 'rides.document.r-1', false],
    ['driver-service', '$KV.CURRENT_RIDES.d-1', false],
    ['driver-service', '$O.CURRENT_RIDE_FILES.M.d-1', false],
    ['driver-service', '$O.CURRENT_RIDE_FILES.C.x', false],
    ['ride-service', 'drivers.update.d-1', false],
    ['driver-service', 'rides.changed.r-1', false],
    ['driver-service', 'drivers.update.d-1', false],
    ['phone of d-1', 'drivers.update.d-1', true],
    ['phone of d-1', 'drivers.update.d-2', false],
    ['phone of d-1', 'rides.changed.r-1', false],
    ['dashboard', 'drivers.update.d-1', false],
    ['dashboard', 'rides.changed.r-1', false],
    ['dashboard', 'dead-letters.driver-service.driver-service-ride-copy.x', false],
    ['phone of d-1', 'dead-letters.driver-service.driver-service-ride-copy.x', false],
  ] as const)('%s may publish on %s: %s', async (user, subject, allowed) => {
    const client = await clientOf(user);
    const publish = client.jetstream.publish(subject, '{}');
    if (allowed) await expect(publish).resolves.toMatchObject({ duplicate: false });
    else await expect(publish).rejects.toMatchObject({ code: 'PERMISSIONS_VIOLATION' });
  });

  it.each([
    ['ride-service', 'drivers.update.>'],
    ['driver-service', 'rides.changed.>'],
    ['driver-service', 'rides.document.>'],
    ['driver-service', '_INBOX_ride-service.>'],
    ['phone of d-1', '>'],
    ['phone of d-1', 'drivers.update.*'],
    ['phone of d-1', '_INBOX_phone.d-2.>'],
    ['phone of d-1', '_INBOX_driver-service.>'],
    ['dashboard', '>'],
    ['dashboard', 'rides.document.>'],
  ] as const)('%s may not subscribe to %s', async (user, subject) => {
    const { connection } = await clientOf(user);
    const refused = await new Promise<Error | null>((resolve) => {
      connection.subscribe(subject, { callback: (error) => resolve(error) });
    });
    expect(refused).toMatchObject({ code: 'PERMISSIONS_VIOLATION' });
  });

  it.each([
    '$JS.API.STREAM.DELETE.RIDE_EVENTS',
    '$JS.API.STREAM.PURGE.DRIVER_UPDATES',
    '$JS.API.STREAM.CREATE.X',
  ])('no service may send requests to %s', async (subject) => {
    for (const user of ['ride-service', 'driver-service', 'phone of d-1', 'dashboard'] as const) {
      const { connection } = await clientOf(user);
      await expect(connection.request(subject, '', { timeout: 2_000 })).rejects.toMatchObject({
        code: 'PERMISSIONS_VIOLATION',
      });
    }
  });

  it.each([
    ['driver-service', '$JS.API.STREAM.PURGE.OBJ_CURRENT_RIDE_FILES'],
    ['driver-service', '$JS.API.CONSUMER.MSG.NEXT.RIDE_EVENTS.ride-service-documents'],
    ['driver-service', '$JS.API.STREAM.MSG.GET.RIDE_EVENTS'],
    ['driver-service', '$JS.ACK.RIDE_EVENTS.ride-service-documents.1.1.1.1.0'],
    ['ride-service', '$JS.API.STREAM.PURGE.RIDE_EVENTS'],
    ['ride-service', '$JS.API.CONSUMER.MSG.NEXT.RIDE_DOCUMENTS.driver-service-ride-replica'],
    ['ride-service', '$JS.API.CONSUMER.MSG.NEXT.RIDE_EVENTS.driver-service-ride-copy'],
  ] as const)('%s may not send requests to %s', async (user, subject) => {
    const { connection } = await clientOf(user);
    await expect(connection.request(subject, '', { timeout: 2_000 })).rejects.toMatchObject({
      code: 'PERMISSIONS_VIOLATION',
    });
  });

  it('lets the dashboard watch driver updates and ride events, and send requests to nobody', async () => {
    const { connection } = await system.broker('dashboard');
    const seen: string[] = [];
    for (const subject of ['drivers.update.*', 'rides.changed.*'])
      connection.subscribe(subject, { callback: (_error, message) => seen.push(message.subject) });
    await connection.flush();
    await (await system.phone('d-1')).jetstream.publish('drivers.update.d-1', '{}');
    await (await system.broker('ride-service')).jetstream.publish('rides.changed.r-1', '{}');
    await eventually(() => seen.length === 2);
    expect(seen).toEqual(['drivers.update.d-1', 'rides.changed.r-1']);
    await expect(
      connection.request('$JS.API.STREAM.INFO.RIDE_EVENTS', '', { timeout: 2_000 }),
    ).rejects.toMatchObject({ code: 'PERMISSIONS_VIOLATION' });
  });

  it('lets driver-service read what Ride Service shares under the key of one driver', async () => {
    const { connection } = await system.broker('driver-service');
    for (const subject of [
      '$JS.API.DIRECT.GET.KV_CURRENT_RIDES.$KV.CURRENT_RIDES.d-none',
      '$JS.API.DIRECT.GET.OBJ_CURRENT_RIDE_FILES.$O.CURRENT_RIDE_FILES.M.d-none',
    ]) {
      const answer = await connection.request(subject, '', { timeout: 2_000 });
      expect([subject, answer.headers?.code]).toEqual([subject, 404]);
    }
  });

  it('refuses a broker client without a login', async () => {
    await expect(system.connectAnonymously()).rejects.toMatchObject({ code: 'AUTHORIZATION_VIOLATION' });
  });
});
