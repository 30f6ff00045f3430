import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { type Infrastructure, provision, startInfrastructure } from '@ride-hailing/stack';
import { aRideRequest, eventually } from '@ride-hailing/testing';
import { environmentOf, RideServiceProcess } from '../test/ride-service-process';
import type { RideDto } from './rides/ride.dto';

jest.setTimeout(120_000);

interface Readiness {
  status: string;
  checks: Record<string, { ok: boolean; reason?: string }>;
}

describe('the process of Ride Service', () => {
  let folder: string;
  let infrastructure: Infrastructure;
  let sql: Pool;
  let service: RideServiceProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ride-service-'));
    infrastructure = await startInfrastructure({ folder });
    await provision(infrastructure, { built: false });
    sql = new Pool({ connectionString: infrastructure.databaseUrl('ride-service'), max: 2 });
    sql.on('error', () => undefined);
  });

  afterAll(async () => {
    await sql.end();
    await infrastructure.stop();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(() => service.end('SIGKILL'));

  async function start(): Promise<void> {
    const environment = environmentOf(infrastructure, infrastructure.databaseUrl('ride-service'));
    service = await RideServiceProcess.start(environment);
  }

  const readiness = () => service.call<Readiness>('GET', '/health/ready');
  const requestRide = () => service.call<RideDto>('POST', '/rides', aRideRequest());
  const becomes = (status: number) =>
    eventually(async () => (await readiness()).status === status, { timeoutMs: 40_000 });

  const unpublished = async (): Promise<number> => {
    const statement = 'SELECT count(*)::int AS n FROM outbox WHERE published_at IS NULL';
    return (await sql.query<{ n: number }>(statement)).rows[0]?.n ?? -1;
  };

  it('starts without a broker, is ready, accepts commands, and publishes their events when the broker is reachable', async () => {
    await infrastructure.nats.kill();
    await start();
    await becomes(200);
    expect((await readiness()).body.checks).toMatchObject({ database: { ok: true }, broker: { ok: false } });
    expect((await requestRide()).status).toBe(201);
    expect(await unpublished()).toBeGreaterThan(0);
    await infrastructure.nats.start();
    await eventually(async () => (await unpublished()) === 0, { timeoutMs: 30_000 });
    expect((await readiness()).body.checks).toMatchObject({ broker: { ok: true } });
  });

  it('answers 503 and is not ready without its database, and recovers by itself', async () => {
    await infrastructure.postgres.kill();
    await start();
    await eventually(async () => (await requestRide()).status === 503, { timeoutMs: 40_000 });
    expect(await readiness()).toMatchObject({ status: 503, body: { checks: { database: { ok: false } } } });
    await infrastructure.postgres.start();
    await becomes(200);
    await infrastructure.postgres.kill();
    await becomes(503);
    expect((await requestRide()).status).toBe(503);
    await infrastructure.postgres.start();
    await becomes(200);
    expect((await requestRide()).status).toBe(201);
    await eventually(async () => (await unpublished()) === 0, { timeoutMs: 30_000 });
  });

  it('stops within 15 s of SIGTERM under load, and every acknowledged ride is stored and published', async () => {
    await start();
    await becomes(200);
    const made: string[] = [];
    let loading = true;
    const load = async () => {
      while (loading) {
        const answer = await requestRide().catch(() => undefined);
        if (answer?.status === 201) made.push(answer.body.id);
        if (!answer) return;
      }
    };
    const clients = Array.from({ length: 8 }, load);
    await eventually(() => made.length >= 50);
    const startedAt = performance.now();
    expect(await service.end('SIGTERM')).toBe(0);
    const tookMs = performance.now() - startedAt;
    loading = false;
    await Promise.all(clients);
    console.info(`Ride Service stopped under load in ${Math.round(tookMs)} ms`);
    expect(tookMs).toBeLessThan(15_000);
    const { rows } = await sql.query<{ id: string }>('SELECT id FROM rides WHERE id = ANY ($1)', [made]);
    expect(rows).toHaveLength(made.length);
    await start();
    await eventually(async () => (await unpublished()) === 0, { timeoutMs: 40_000 });
  });
});
