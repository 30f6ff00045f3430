import { integrationInfrastructure } from '@ride-hailing/stack';
import { join } from 'node:path';
import { Client } from 'pg';
import { provisionDatabases } from './databases';

const sqlFolder = join(__dirname, '../../../docker/postgres');
const settings = {
  'setup.ride_service_password': 'ride-secret',
  'setup.driver_service_password': 'driver-secret',
  'setup.gateway_password': 'gateway-secret',
  'setup.ride_view_password': 'view-secret',
};

describe('provisioning of databases', () => {
  const adminUrl = integrationInfrastructure().adminDatabaseUrl();
  const run = () => provisionDatabases({ adminUrl, sqlFolder, settings, waitMs: 5_000 });

  async function connectAs(role: string, password: string, database: string): Promise<string> {
    const url = new URL(adminUrl);
    Object.assign(url, { username: role, password, pathname: `/${database}` });
    const client = new Client({ connectionString: url.href });
    try {
      await client.connect();
      return 'connected';
    } catch (error) {
      return (error as Error).message;
    } finally {
      await client.end();
    }
  }

  async function asRole(role: string, password: string, database: string, statement: string): Promise<void> {
    const url = new URL(adminUrl);
    Object.assign(url, { username: role, password, pathname: `/${database}` });
    const client = new Client({ connectionString: url.href });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  }

  const inDatabase = (database: string, statement: string) => {
    const { username, password } = new URL(adminUrl);
    return asRole(decodeURIComponent(username), decodeURIComponent(password), database, statement);
  };

  it('gives the same result when it is repeated', async () => {
    const files = [
      '00-everybody.sql',
      '01-ride-service.sql',
      '02-driver-service.sql',
      '03-gateway.sql',
      '04-ride-view.sql',
    ];
    expect(await run()).toEqual(files);
    expect(await run()).toEqual(files);
  });

  it('can run twice concurrently', async () => {
    await expect(Promise.all([run(), run()])).resolves.toHaveLength(2);
  });

  it('lets a service connect to its own database and to no other', async () => {
    await run();
    expect(await connectAs('ride_service', 'ride-secret', 'ride_service')).toBe('connected');
    expect(await connectAs('driver_service', 'driver-secret', 'driver_service')).toBe('connected');
    const refused = expect.stringContaining('permission denied for database') as string;
    for (const database of ['driver_service', 'postgres', 'template1']) {
      expect(await connectAs('ride_service', 'ride-secret', database)).toEqual(refused);
    }
    expect(await connectAs('driver_service', 'driver-secret', 'ride_service')).toEqual(refused);
    expect(await connectAs('gateway', 'gateway-secret', 'gateway')).toBe('connected');
    expect(await connectAs('gateway', 'gateway-secret', 'ride_service')).toEqual(refused);
    expect(await connectAs('ride_service', 'ride-secret', 'gateway')).toEqual(refused);
    expect(await connectAs('driver_service', 'ride-secret', 'driver_service')).toMatch(
      /authentication failed/,
    );
  });

  it("lets the ride view's login connect to Ride Service's database only, without rights to create anything there", async () => {
    await run();
    const role = 'driver_service_ride_view';
    expect(await connectAs(role, 'view-secret', 'ride_service')).toBe('connected');
    for (const database of ['driver_service', 'gateway', 'postgres', 'template1']) {
      expect(await connectAs(role, 'view-secret', database)).toMatch(/permission denied for database/);
    }
    const rights = 'SELECT has_database_privilege($1, $2, $3) AS has';
    const admin = new Client({ connectionString: adminUrl });
    await admin.connect();
    const has = async (right: string) =>
      (await admin.query<{ has: boolean }>(rights, [role, 'ride_service', right])).rows[0]?.has;
    expect([await has('CONNECT'), await has('CREATE'), await has('TEMPORARY')]).toEqual([true, false, false]);
    await admin.end();
  });

  it('lets the login of CloudNativePG connect to the maintenance database, which no service may', async () => {
    await inDatabase('postgres', "CREATE ROLE streaming_replica LOGIN PASSWORD 'operator-secret'");
    try {
      await run();
      expect(await connectAs('streaming_replica', 'operator-secret', 'postgres')).toBe('connected');
      expect(await connectAs('ride_service', 'ride-secret', 'postgres')).toMatch(/permission denied/);
    } finally {
      await inDatabase('postgres', 'DROP OWNED BY streaming_replica; DROP ROLE streaming_replica');
    }
  });

  describe.each([
    ['ride_service', 'ride-secret', 'ride_service'],
    ['driver_service', 'driver-secret', 'driver_service'],
    ['gateway', 'gateway-secret', 'gateway'],
    ['driver_service_ride_view', 'view-secret', 'ride_service'],
  ])('the login %s', (role, password, database) => {
    it.each([
      ['is locked', `ALTER ROLE ${role} NOLOGIN`],
      ['has another password', `ALTER ROLE ${role} PASSWORD 'other'`],
      ['may no longer connect', `REVOKE CONNECT ON DATABASE ${database} FROM ${role}, PUBLIC`],
      [
        'is deleted, its tables given to another',
        `REASSIGN OWNED BY ${role} TO postgres; DROP OWNED BY ${role}; DROP ROLE ${role}`,
      ],
    ])('repairs a login that %s', async (_what, breaking) => {
      await run();
      await inDatabase(database, breaking);
      expect(await connectAs(role, password, database)).not.toBe('connected');
      await run();
      expect(await connectAs(role, password, database)).toBe('connected');
    });
  });

  it('gives a recreated login its tables, views and functions back', async () => {
    await run();
    const own = (statement: string) => asRole('gateway', 'gateway-secret', 'gateway', statement);
    await own(`
      CREATE SCHEMA kept; CREATE TABLE kept.things (id serial PRIMARY KEY); CREATE VIEW kept.seen AS SELECT 1 AS one;
      CREATE FUNCTION kept.one() RETURNS int LANGUAGE sql AS 'SELECT 1'`);
    await inDatabase('gateway', 'REASSIGN OWNED BY gateway TO postgres; DROP OWNED BY gateway');
    await inDatabase(
      'postgres',
      'REASSIGN OWNED BY gateway TO postgres; DROP OWNED BY gateway; DROP ROLE gateway',
    );
    await run();
    await own(`
      INSERT INTO kept.things DEFAULT VALUES; ALTER VIEW kept.seen RENAME TO looked; DROP FUNCTION kept.one();
      DROP SCHEMA kept CASCADE; CREATE TABLE public.later (id int); DROP TABLE public.later`);
  });

  it('fails at once when Postgres refuses the password', async () => {
    const wrong = new URL(adminUrl);
    wrong.password = 'wrong';
    await expect(
      provisionDatabases({ adminUrl: wrong.href, sqlFolder, settings, waitMs: 60_000 }),
    ).rejects.toThrow(/password authentication failed/);
  });

  it('gives up in bounded time when Postgres does not answer', async () => {
    await expect(
      provisionDatabases({
        adminUrl: 'postgres://a:b@127.0.0.1:1/postgres',
        sqlFolder,
        settings,
        waitMs: 300,
      }),
    ).rejects.toThrow('Postgres at 127.0.0.1:1: ');
  });
});
