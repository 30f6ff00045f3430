import { aRideRequest, eventually } from '@ride-hailing/testing';
import { untilCopiesEqual } from '../running-system/copies';
import { call } from '../running-system/http';
import { anomaliesOfStream, outboxIsEmpty, waitingEvents } from '../running-system/outbox';
import { startSystem, type System } from '../running-system/system';
import { FencedRiders } from './fenced-riders';

const DRIVERS = Array.from({ length: 6 }, (_, index) => `f-${index}`);
const NODES = ['nats-1', 'nats-2', 'nats-3'] as const;
/** Later than the services' own limits for statements. */
const ANSWER_WITHIN_MS = 5_000;
/** On a busy machine elections take several turns. */
const RECOVERED_WITHIN_MS = 90_000;
const TEST_WITHIN_MS = 200_000;

describe('a cluster under load', () => {
  let system: System;
  let riders: FencedRiders;

  beforeAll(async () => {
    system = await startSystem({
      cluster: 'partitionable',
      instances: 2,
      control: true,
      simulator: { drivers: 100, ridesPerSecond: 0 },
    });
    riders = new FencedRiders(system, DRIVERS);
    await eventually(() => riders.writes > 20, { timeoutMs: RECOVERED_WITHIN_MS });
  }, 240_000);

  afterAll(async () => {
    await riders.stop();
    await system.stop();
  }, 60_000);

  /** Waits until events that are committed from now on are published, and riders get on. */
  const untilItGoesOn = async (fault: string): Promise<void> => {
    const [{ now } = {}] = await system.sql('ride_service', 'SELECT clock_timestamp()::text AS now');
    const [startedAt, before] = [performance.now(), riders.writes];
    const published = () =>
      system.count('ride_service', 'outbox WHERE created_at > $1 AND published_at IS NOT NULL', [now]);
    const goesOn = async () => riders.writes > before + 10 && (await published()) > 10;
    await eventually(goesOn, { timeoutMs: RECOVERED_WITHIN_MS });
    console.log(
      `${fault}: goes on after ${Math.round(performance.now() - startedAt)} ms; ` +
        `longest time without an acknowledged write ${riders.longestGap()} ms`,
    );
  };

  /** Waits until each stream has all of its copies again, so that the next node may be lost. */
  const untilWhole = async (fault: string): Promise<void> => {
    const startedAt = performance.now();
    const operator = await system.broker('operator');
    const isWhole = async () => {
      const { streams } = await operator.manager();
      const infos = await streams.list().next();
      return (
        infos.length > 0 &&
        infos.every(({ cluster }) => cluster?.leader && cluster.replicas?.every(({ current }) => current))
      );
    };
    await eventually(isWhole, { timeoutMs: RECOVERED_WITHIN_MS, intervalMs: 250 });
    await operator.close();
    console.log(
      `${fault}: all copies are whole ${Math.round(performance.now() - startedAt)} ms after its end`,
    );
  };

  it.each(NODES)(
    'goes on while %s is dead, and is whole again when it is back',
    async (name) => {
      riders.longestGap();
      await system.process(name).kill();
      try {
        await untilItGoesOn(`${name} killed`);
      } finally {
        await system.process(name).start();
      }
      await untilWhole(`${name} killed`);
    },
    TEST_WITHIN_MS,
  );

  it.each(NODES)(
    'goes on while %s is cut off from clients and from the other nodes',
    async (name) => {
      riders.longestGap();
      system.proxy(name, 'nats').set({ blocked: 'both' });
      try {
        await untilItGoesOn(`${name} cut off`);
      } finally {
        system.proxy(name, 'nats').heal();
      }
      await untilWhole(`${name} cut off`);
    },
    TEST_WITHIN_MS,
  );

  it(
    'keeps events in the outbox while two of three nodes are gone, and publishes them afterwards',
    async () => {
      const lost = NODES.slice(1).map((name) => system.process(name));
      await Promise.all(lost.map((node) => node.kill()));
      const [waiting, before] = [await waitingEvents(system), riders.writes];
      // A driver whose ride has ended gets no other one before the copy knows of the end, so that each rider soon waits.
      const isHeldUp = async () => riders.writes > before + 3 && (await waitingEvents(system)) > waiting + 3;
      await eventually(isHeldUp, { timeoutMs: RECOVERED_WITHIN_MS });
      await Promise.all(lost.map((node) => node.start()));
      await untilItGoesOn('two nodes back');
      await untilWhole('two nodes back');
    },
    TEST_WITHIN_MS,
  );

  it(
    'goes on after the primary database is lost and its standby promoted, and the old one comes back as the standby',
    async () => {
      riders.longestGap();
      await system.process('postgres').kill();
      await system.act('postgres-standby', 'promote');
      await eventually(() => system.sql('ride_service', 'SELECT'), { timeoutMs: RECOVERED_WITHIN_MS });
      await untilItGoesOn('primary lost and standby promoted');

      await system.act('postgres', 'start');
      const isSynchronous = async () =>
        (await system.count('ride_service', `pg_stat_replication WHERE sync_state = 'sync'`)) === 1;
      await eventually(isSynchronous, { timeoutMs: RECOVERED_WITHIN_MS });
      await untilItGoesOn('old primary back as the standby');
    },
    TEST_WITHIN_MS,
  );

  it(
    'acknowledges no write while the standby is lost, says so in time, and goes on alone on request',
    async () => {
      await system.process('postgres').kill();
      const refused = await call(`${system.rideService}/rides`, { method: 'POST', body: aRideRequest() });
      expect(refused).toMatchObject({
        status: 503,
        body: { detail: expect.stringContaining('database') as string },
      });
      expect(refused.tookMs).toBeLessThan(ANSWER_WITHIN_MS);
      await eventually(() => riders.silentFor() > ANSWER_WITHIN_MS, { timeoutMs: 20_000 });
      await system.act('postgres-standby', 'alone');
      await untilItGoesOn('alone');
    },
    TEST_WITHIN_MS,
  );

  it(
    'has lost nothing that it acknowledged, and no read was older than what its reader had written',
    async () => {
      await riders.stop();
      await system.process('fleet-simulator').stop();
      await eventually(() => outboxIsEmpty(system), { timeoutMs: RECOVERED_WITHIN_MS });
      await untilCopiesEqual(system, 'all faults over');
      const rows = await system.sql('ride_service', 'SELECT id, version FROM rides');
      const versions = new Map(rows.map(({ id, version }) => [String(id), Number(version)]));
      const lost = [...riders.acknowledged].filter(([id, version]) => (versions.get(id) ?? 0) < version);
      console.log(`${riders.writes} writes acknowledged, ${riders.reads} reads with a fence answered`);
      expect(lost).toEqual([]);
      expect(riders.older).toEqual([]);
      expect(riders.reads).toBeGreaterThan(100);
      expect(await anomaliesOfStream(system)).toEqual([]);
    },
    TEST_WITHIN_MS,
  );
});
