import { type RunningPair, startPostgresPair } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { provisionDatabases } from './databases';

describe('provisioning of a primary with a standby', () => {
  let folder: string;
  let pair: RunningPair;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'async-standby-'));
    pair = await startPostgresPair({ folder, fsync: false });
  });

  afterAll(async () => {
    await pair.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const provisioned = (allowAsyncStandby: boolean): Promise<string[]> =>
    provisionDatabases({
      adminUrl: pair.primaryUrl,
      sqlFolder: join(__dirname, '../../../docker/postgres'),
      settings: {
        'setup.ride_service_password': 'secret',
        'setup.driver_service_password': 'secret',
        'setup.gateway_password': 'secret',
        'setup.ride_view_password': 'secret',
      },
      waitMs: 5_000,
      allowAsyncStandby,
    });

  it('refuses a primary whose commits do not wait for its standby, unless that is allowed', async () => {
    expect(await provisioned(false)).toHaveLength(5);
    const client = new Client(pair.primaryUrl);
    await client.connect();
    try {
      await client.query(`ALTER SYSTEM SET synchronous_standby_names = ''`);
      await client.query('SELECT pg_reload_conf()');
      await eventually(async () => {
        const { rows } = await client.query<Record<string, string>>('SHOW synchronous_standby_names');
        return rows[0]?.['synchronous_standby_names'] === '';
      });
    } finally {
      await client.end();
    }
    await expect(provisioned(false)).rejects.toThrow(
      /do not wait for its standby \(walreceiver\).*ALLOW_ASYNC_STANDBY=true/,
    );
    expect(await provisioned(true)).toHaveLength(5);
  });
});
