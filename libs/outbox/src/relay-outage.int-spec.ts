import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { type Infrastructure, startInfrastructure } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { OutboxFixture } from '../test/outbox-fixture';

jest.setTimeout(90_000);

const DATABASE = 'outbox_outage';
const AGGREGATES = 1_000;
const VERSIONS = 4;

describe('when a server is killed while the relay works', () => {
  let folder: string;
  let infrastructure: Infrastructure;
  let fixture: OutboxFixture;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outbox-'));
    infrastructure = await startInfrastructure({ folder });
  });

  afterAll(async () => {
    await infrastructure.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const asAdmin = async (statement: string): Promise<void> => {
    const pool = new Pool({ connectionString: infrastructure.adminDatabaseUrl(), max: 1 });
    await pool.query(statement);
    await pool.end();
  };

  beforeEach(async () => {
    await asAdmin(`CREATE DATABASE ${DATABASE}`);
    const login = {
      url: infrastructure.natsUrl,
      name: 'outbox-spec',
      ...infrastructure.credentials('operator'),
    };
    fixture = await OutboxFixture.open(infrastructure.adminDatabaseUrl(DATABASE), login, 1_000);
  });

  afterEach(async () => {
    await fixture.close();
    await asAdmin(`DROP DATABASE ${DATABASE} WITH (FORCE)`);
  });

  /** Kills the server when some events are published and others are not. */
  async function killInTheMiddle(server: Infrastructure['nats']): Promise<void> {
    await fixture.fill(AGGREGATES, VERSIONS);
    const { events } = fixture.startRelay();
    await new Promise((resolve) => events.once('published', resolve));
    await server.kill();
  }

  it('commits continue while NATS is down, and afterwards everything is published in order, even past the duplicate window', async () => {
    await killInTheMiddle(infrastructure.nats);
    expect(await fixture.unpublished()).toBeGreaterThan(0);
    await fixture.change('meanwhile');
    await fixture.change('meanwhile');
    await infrastructure.nats.start();
    await infrastructure.nats.waitReady();
    await fixture.drained();
    expect(await eventually(() => fixture.anomalies(), { timeoutMs: 20_000 })).toEqual([]);
  });

  it('the relay takes its lock and continues after an outage of Postgres, and loses and reverses no event', async () => {
    await killInTheMiddle(infrastructure.postgres);
    await infrastructure.postgres.start();
    await infrastructure.postgres.waitReady();
    await fixture.drained();
    await fixture.change('afterwards');
    await fixture.drained();
    expect(await fixture.committed()).toHaveLength(AGGREGATES * VERSIONS + 1);
    expect(await fixture.anomalies()).toEqual([]);
  });
});
