import { Client } from 'pg';
import { startSystem, type System } from './system';

const CONNECT_WITHIN_MS = 5_000;

describe('least privilege, in the running system', () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem({ services: [] });
  }, 120_000);

  afterAll(() => system.stop());

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

  it.each([
    ['ride-service', 'rides.changed.r-1', true],
    ['ride-service', 'drivers.update.d-1', false],
    ['driver-service', 'rides.changed.r-1', false],
    ['driver-service', 'drivers.update.d-1', false],
    ['fleet-simulator', 'drivers.update.d-1', true],
    ['fleet-simulator', 'rides.changed.r-1', false],
    ['fleet-simulator', 'dead-letters.driver-service.x', false],
  ] as const)('%s publishing on %s: allowed is %s', async (user, subject, allowed) => {
    const client = await system.broker(user);
    const publish = client.jetstream.publish(subject, '{}');
    if (allowed) await expect(publish).resolves.toMatchObject({ duplicate: false });
    else await expect(publish).rejects.toMatchObject({ code: 'PERMISSIONS_VIOLATION' });
  });

  it.each([
    ['ride-service', 'drivers.update.>'],
    ['driver-service', 'rides.changed.>'],
    ['driver-service', '_INBOX_ride-service.>'],
    ['fleet-simulator', '>'],
  ] as const)('%s may not listen on %s', async (user, subject) => {
    const { connection } = await system.broker(user);
    const refused = await new Promise<Error | null>((resolve) => {
      connection.subscribe(subject, { callback: (error) => resolve(error) });
    });
    expect(refused).toMatchObject({ code: 'PERMISSIONS_VIOLATION' });
  });

  it.each([
    '$JS.API.STREAM.DELETE.RIDE_EVENTS',
    '$JS.API.STREAM.PURGE.DRIVER_UPDATES',
    '$JS.API.STREAM.CREATE.X',
  ])('no service may ask for %s', async (subject) => {
    for (const user of ['ride-service', 'driver-service', 'fleet-simulator'] as const) {
      const { connection } = await system.broker(user);
      await expect(connection.request(subject, '', { timeout: 2_000 })).rejects.toMatchObject({
        code: 'PERMISSIONS_VIOLATION',
      });
    }
  });

  it('refuses a client without a login', async () => {
    await expect(system.anonymousBroker()).rejects.toMatchObject({ code: 'AUTHORIZATION_VIOLATION' });
  });
});
