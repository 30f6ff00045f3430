import { usesEvents, type Variant } from './variants';
import type { DatabaseName } from './lab-databases';
import type { LabSystem } from './lab-system';
import { PERSONAL_FIELDS } from './planted-rider';

export interface Stored {
  /** `driver-service table ride_copy`, `NATS bucket CURRENT_RIDES`. */
  readonly place: string;
  readonly bytes: number;
  readonly entries: number;
}

/** Where a rider's data are beside the owner's database. */
export interface PersonalData {
  readonly field: string;
  readonly places: readonly string[];
}

/** Somewhere that rides may be beside the owner's own database, and what of the planted rider was found there. */
export interface Place {
  readonly name: string;
  readonly bytes: number;
  readonly entries: number;
  readonly fields: readonly string[];
}

const CONSUMERS: readonly DatabaseName[] = ['driver_service', 'gateway'];

const TABLES = `
  SELECT quote_ident(relname) AS name, pg_total_relation_size(oid)::float8 AS bytes
  FROM pg_class WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace ORDER BY relname`;

interface Table {
  readonly name: string;
  readonly bytes: number;
}

/** Looks at each row as text: whatever the column is called, and whatever it is. */
const lookInto = (table: string): string => `
  SELECT count(*)::int AS entries, ${PERSONAL_FIELDS.map(
    (_, index) => `coalesce(bool_or(strpos(t::text, $${index + 1}) > 0), false) AS f${index}`,
  ).join(', ')} FROM ${table} AS t`;

async function tablesOf({ databases }: LabSystem, database: DatabaseName): Promise<Place[]> {
  const tables = await databases.rows<Table>(database, TABLES);
  const places: Place[] = [];
  for (const { name, bytes } of tables) {
    const texts = PERSONAL_FIELDS.map(({ text }) => text);
    const [row] = await databases.rows<Record<string, unknown>>(database, lookInto(name), texts);
    const fields = PERSONAL_FIELDS.flatMap(({ field }, index) =>
      row?.[`f${index}`] === true ? [field] : [],
    );
    const place = `${database.replaceAll('_', '-')} table ${name}`;
    places.push({ name: place, bytes, entries: Number(row?.entries), fields });
  }
  return places;
}

const streamPlace = (name: string): string => {
  if (name.startsWith('KV_')) return `NATS bucket ${name.slice(3)}`;
  if (name.startsWith('OBJ_')) return `NATS object store ${name.slice(4)}`;
  return `NATS stream ${name}`;
};

async function streamsOf({ broker }: LabSystem): Promise<Place[]> {
  const places: Place[] = [];
  for (const stream of await broker.streams()) {
    const texts = await broker.textsIn(stream);
    const held = PERSONAL_FIELDS.filter(({ text: wanted }) => texts.some((text) => text.includes(wanted)));
    const { bytes, messages } = stream.state;
    const fields = held.map(({ field }) => field);
    places.push({ name: streamPlace(stream.config.name), bytes, entries: messages, fields });
  }
  return places;
}

/** Every table of the other services and every stream, bucket and object store of the broker. */
export async function placesIn(system: LabSystem): Promise<Place[]> {
  const ofConsumers: Place[] = [];
  for (const database of CONSUMERS) ofConsumers.push(...(await tablesOf(system, database)));
  return [...ofConsumers, ...(await streamsOf(system))];
}

const ESSENTIALS_TABLE = 'driver-service table ride_copy';
const ESSENTIALS_STREAM = 'NATS stream RIDE_EVENTS';

/**
 * What is stored for this variant's answers: wherever the planted rider was found, and the essentials if it lives
 * on them. Assignments need the copy of essentials under every approach: that one counts for hybrid alone.
 */
export function storedFor(variant: Variant, places: readonly Place[]): Stored[] {
  const isUsed = ({ name, fields }: Place) =>
    fields.length > 0 ||
    (name === ESSENTIALS_TABLE && variant.approach === 'hybrid') ||
    (name === ESSENTIALS_STREAM && usesEvents(variant));
  return places.filter(isUsed).map(({ name, bytes, entries }) => ({ place: name, bytes, entries }));
}

/** By field, where the planted rider's was found; fields that are nowhere are listed, too. */
export const personalDataIn = (places: readonly Place[]): PersonalData[] =>
  PERSONAL_FIELDS.map(({ field }) => ({
    field,
    places: places.filter(({ fields }) => fields.includes(field)).map(({ name }) => name),
  }));
