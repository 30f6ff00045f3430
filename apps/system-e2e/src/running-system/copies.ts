import { copyAnomalies, eventually } from '@ride-hailing/testing';
import type { System } from './system';

/** Rides whose essential fields differ between the owner's rows and the copy; empty when there are none. */
export async function differences(system: System): Promise<string[]> {
  const [owner, copy] = await Promise.all([
    system.sql(
      'ride_service',
      'SELECT id, driver_id, status, pickup_lat, pickup_lng, version::text FROM rides',
    ),
    system.sql(
      'driver_service',
      'SELECT ride_id AS id, driver_id, status, pickup_lat, pickup_lng, version::text FROM ride_copy',
    ),
  ]);
  return copyAnomalies('copy', owner, copy).map(({ what }) => what);
}

/** Waits until the copy equals the owner's rows, and logs how long that took; logs some differences if they remain. */
export async function untilCopiesEqual(system: System, what: string, timeoutMs = 60_000): Promise<void> {
  const started = performance.now();
  await eventually(async () => (await differences(system)).length === 0, { timeoutMs }).catch(
    async (error: unknown) => {
      console.log((await differences(system)).slice(0, 5));
      throw error;
    },
  );
  console.log(`${what}: copies equal the owner's rows ${Math.round(performance.now() - started)} ms later`);
}
