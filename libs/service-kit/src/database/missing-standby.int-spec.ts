import { type RunningPair, startPostgresPair } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { isStandbyMissing } from './missing-standby';

describe('the standby for which commits wait', () => {
  let folder: string;
  let running: RunningPair;
  let client: Client;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'missing-standby-'));
    running = await startPostgresPair({ folder, fsync: false });
    client = new Client({ connectionString: running.primaryUrl });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('CREATE ROLE service');
    await client.query('SET ROLE service');
  });

  afterAll(async () => {
    await client?.end().catch(() => undefined);
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is missed by a login without rights once it is gone, and not after commits no longer wait for it', async () => {
    const isMissing = () => isStandbyMissing(async (text) => (await client.query<object>(text)).rows);
    expect(await isMissing()).toBe(false);
    await running.standby.kill();
    await eventually(isMissing);
    await running.pair.alone('postgres');
    await eventually(async () => !(await isMissing()));
  });
});
