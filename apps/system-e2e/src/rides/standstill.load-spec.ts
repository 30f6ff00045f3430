import { eventually, sumOf } from '@ride-hailing/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { askGateway } from '../running-system/current-ride';
import { metricsOf } from '../running-system/metrics';
import { startSystem, type System } from '../running-system/system';

const PROCESSES = ['fleet-simulator', 'gateway', 'driver-service', 'ride-service', 'nats', 'postgres'];
/** Shorter than a laptop sleeps, but longer than every deadline and timeout of the system. */
const STANDSTILL_MS = 30_000;
const BACK_WITHIN_MS = 15_000;
const RIDES_PER_SECOND = 5;
/** Steps of a ride with a call or two each, sweeps, and the reads of this test; normally there are about 6 per ride. */
const MOST_CALLS_PER_RIDE = 20;

describe('a standstill of all processes, as when a laptop sleeps', () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem({ simulator: { drivers: 50, ridesPerSecond: RIDES_PER_SECOND } });
    await untilWhole();
  }, 180_000);

  afterAll(() => system.stop(), 60_000);

  /** The simulator keeps this driver on a ride. */
  const isWhole = async (): Promise<boolean> => {
    const { status, body } = await askGateway(system, 'd-1');
    return status === 200 && body.ride !== null && body.sources.details.from === 'ride-service';
  };
  const untilWhole = () => eventually(() => isWhole().catch(() => false), { timeoutMs: 60_000 });
  const callsAtGateway = async () =>
    sumOf(await metricsOf(system.gateway), 'http_request_duration_seconds_count');

  it(
    'The system works again within seconds after all processes stood still, without a surge of calls',
    async () => {
      for (const name of PROCESSES) system.process(name).freeze();
      await delay(STANDSTILL_MS);
      for (const name of PROCESSES) system.process(name).thaw();
      const thawedAt = performance.now();
      await untilWhole();
      const backAfterMs = performance.now() - thawedAt;
      const before = await callsAtGateway();
      const countedFrom = performance.now();
      await delay(BACK_WITHIN_MS);
      const calls = (await callsAtGateway()) - before;
      const seconds = (performance.now() - countedFrom) / 1_000;
      console.log(
        `whole again after ${Math.round(backAfterMs)} ms, then ${Math.round(calls / seconds)} calls/s`,
      );
      expect(backAfterMs).toBeLessThan(BACK_WITHIN_MS);
      expect(calls / seconds).toBeLessThan(RIDES_PER_SECOND * MOST_CALLS_PER_RIDE);
    },
    STANDSTILL_MS + 120_000,
  );
});
