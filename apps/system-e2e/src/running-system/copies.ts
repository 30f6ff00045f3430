import { eventually } from '@ride-hailing/testing';
import type { System } from './system';

type Row = Record<string, unknown>;

const essentials = (rows: Row[]): Map<unknown, string> =>
  new Map(rows.map(({ id, ...rest }) => [id, JSON.stringify(rest, Object.keys(rest).sort())]));

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
  const [owned, copied] = [essentials(owner), essentials(copy)];
  return [...new Set([...owned.keys(), ...copied.keys()])]
    .filter((id) => owned.get(id) !== copied.get(id))
    .map((id) => `${String(id)}: owner ${owned.get(id)}, copy ${copied.get(id)}`);
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
