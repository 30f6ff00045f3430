import { eventually } from '@ride-hailing/testing';
import { call } from '../running-system/http';
import { type CurrentRide, startSystem, type System } from '../running-system/system';

/** Longer than any other ride takes at the simulator's default speed. */
const LOOK_FOR_MS = 90_000;
const LOOK_EVERY_MS = 50;
const RESTARTS = 3;

describe('the driver whom the README and the output of npm start name', () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem({ simulator: { drivers: 20, ridesPerSecond: 1 } });
  }, 120_000);

  afterAll(() => system.stop(), 60_000);

  it(
    'The driver whom the README names is at every moment on a ride with details and their source, also while the simulator restarts',
    async () => {
      const url = `${system.gateway}/drivers/d-1/current-ride`;
      const look = async () => (await call<CurrentRide>(url)).body;
      await eventually(async () => Boolean((await look()).details), { timeoutMs: 30_000 });

      const lacking: unknown[] = [];
      const rides = new Set<string>();
      let reads = 0;
      const until = performance.now() + LOOK_FOR_MS;
      const looking = eventually(
        async () => {
          const { ride, details, sources } = await look();
          reads += 1;
          if (!ride || !details || !sources.details.from) lacking.push({ ride, sources });
          if (ride) rides.add(ride.id);
          return performance.now() > until;
        },
        { timeoutMs: 2 * LOOK_FOR_MS, intervalMs: LOOK_EVERY_MS },
      );
      const simulator = system.process('fleet-simulator');
      for (let count = 0; count < RESTARTS; count += 1) {
        const before = reads;
        await eventually(() => reads > before + 100, { timeoutMs: LOOK_FOR_MS });
        await simulator.stop();
        await simulator.start();
      }
      await looking;
      console.log(`asked ${reads} times`);
      expect(lacking).toEqual([]);
      expect(rides.size).toBe(1);
    },
    3 * LOOK_FOR_MS,
  );
});
