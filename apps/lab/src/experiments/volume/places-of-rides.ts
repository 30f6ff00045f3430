import { PERSONAL_COPIES, PERSONAL_PLACES, RIDE_EVENTS } from '@ride-hailing/contracts';
import type { LabSystem } from '../../world/lab-system';
import { usesEvents, type Variant } from '../../world/variants';

/** Bytes by the names of `PERSONAL_COPIES`: every copy of a ride holds at least where its rider is picked up. */
export type BytesByPlace = Readonly<Record<string, number>>;

const TABLES = `
  SELECT 'driver_service.' || relname AS name, pg_total_relation_size(oid)::float8 AS bytes
  FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;

/** Of the tables of driver-service, with their indexes, and of every stream, bucket and object store. */
export async function bytesByPlace({ databases, broker }: LabSystem): Promise<BytesByPlace> {
  const tables = await databases.rows<{ name: string; bytes: number }>('driver_service', TABLES);
  const streams = (await broker.streams()).map(({ config, state }) => ({
    ...{ name: config.name, bytes: state.bytes },
  }));
  return Object.fromEntries([...tables, ...streams].map(({ name, bytes }) => [name, bytes]));
}

/** What an approach keeps of rides beside the owner, the events that its copy is made of included. */
export const placesOf = (variant: Variant): readonly string[] =>
  PERSONAL_PLACES.filter((place) =>
    place === RIDE_EVENTS ? usesEvents(variant) : PERSONAL_COPIES[place].approach === variant.approach,
  );

export const storedBeside = (variant: Variant, bytes: BytesByPlace): number =>
  placesOf(variant).reduce((sum, place) => sum + (bytes[place] ?? 0), 0);
