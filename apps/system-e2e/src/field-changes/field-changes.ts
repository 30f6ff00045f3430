import type { Addition, Edit } from '@ride-hailing/testing';
import type { Change } from './field-change-table';

/** The database's default for the added field. */
export const LUGGAGE = 2;

const PROTO = 'libs/contracts/proto/ride/v1/ride_details.proto';
const DOCUMENT = 'libs/contracts/src/ride-document.ts';
const OWNER = 'apps/ride-service/src';
const CONSUMER = 'apps/driver-service/src';

const MIGRATION = '1795900000000-next-release.migration';

/** A migration of the next release, and its entry in the list. */
const migration = (...statements: string[]): readonly (Edit | Addition)[] => [
  {
    file: `${OWNER}/migrations/${MIGRATION}.ts`,
    text: `export class NextRelease1795900000000 {
      async up(runner: { query(text: string): Promise<unknown> }): Promise<void> { for (const statement of ${JSON.stringify(statements)}) await runner.query(statement); }
      async down() {}
    }`,
  },
  {
    file: `${OWNER}/migrations/all-migrations.ts`,
    from: 'export const MIGRATIONS',
    to: `import { NextRelease1795900000000 } from './${MIGRATION}';\nexport const MIGRATIONS`,
  },
  { file: `${OWNER}/migrations/all-migrations.ts`, from: '];', to: '  NextRelease1795900000000,\n];' },
];

const VIEW = `
  CREATE OR REPLACE VIEW published.current_rides WITH (security_barrier) AS
  SELECT id AS ride_id, version, status, driver_id, rider_id, rider_name, rider_phone,
         pickup_lat, pickup_lng, pickup_address, dropoff_lat, dropoff_lng, dropoff_address,
         stops, fare_amount_minor, fare_currency, notes, changed_at, luggage
  FROM rides WHERE status IN ('ASSIGNED', 'IN_PROGRESS')`;

/** Adds the number of pieces of luggage, from a column of the owner to the consumer's answer. */
const added: readonly (Edit | Addition)[] = [
  ...migration(`ALTER TABLE rides ADD COLUMN luggage integer NOT NULL DEFAULT ${LUGGAGE}`, VIEW),
  { file: `${OWNER}/ride-details/ride-message.ts`, from: "'notes',", to: "'notes',\n  'luggage'," },
  {
    file: `${OWNER}/ride-details/ride-message.ts`,
    from: 'notes: string;',
    to: 'notes: string;\n  luggage: number;',
  },
  ...[`${OWNER}/ride-details/ride-message.ts`, `${OWNER}/publications/ride-document.ts`].map((file) => ({
    file,
    from: 'notes: row.notes,',
    to: 'notes: row.notes,\n  luggage: row.luggage,',
  })),
  { file: PROTO, from: 'int64 changed_at_ms = 14;', to: 'int64 changed_at_ms = 14;\n  int32 luggage = 15;' },
  { file: DOCUMENT, from: 'notes: z.string(),', to: 'notes: z.string(),\n  luggage: z.int(),' },
  {
    file: `${CONSUMER}/ride-details/ride-details.client.ts`,
    from: 'notes: ride.notes,',
    to: 'notes: ride.notes,\n  luggage: ride.luggage,',
  },
  {
    file: `${CONSUMER}/ride-details/ride-details.port.ts`,
    from: 'notes: z.string(),',
    to: 'notes: z.string(),\n  luggage: z.int(),',
  },
  {
    file: `${CONSUMER}/approaches/whole-ride.ts`,
    from: 'fare, notes }',
    to: 'fare, notes, luggage }',
    times: 2,
  },
  {
    file: `${CONSUMER}/approaches/ride-view.client.ts`,
    from: 'fare_currency, notes\n',
    to: 'fare_currency, notes, luggage\n',
  },
  {
    file: `${CONSUMER}/approaches/ride-view.client.ts`,
    from: 'notes: row.notes,',
    to: 'notes: row.notes,\n    luggage: (row as ViewRow & { luggage: number }).luggage,',
  },
];

/** Renames the field of the rider's name wherever services share it; the consumer's own answer keeps the old name. */
const renamed: readonly (Edit | Addition)[] = [
  ...migration('ALTER VIEW published.current_rides RENAME COLUMN rider_name TO passenger_name'),
  ...[`${OWNER}/ride-details/ride-message.ts`, `${OWNER}/publications/ride-document.ts`].map((file) => ({
    file,
    from: 'riderName: row.rider_name',
    to: 'passengerName: row.rider_name',
  })),
  { file: PROTO, from: 'string rider_name = 6;', to: 'string passenger_name = 6;' },
  { file: DOCUMENT, from: 'riderName: z.string(),', to: 'passengerName: z.string(),' },
  {
    file: `${CONSUMER}/ride-details/ride-details.client.ts`,
    from: 'ride.riderName',
    to: 'ride.passengerName',
  },
  {
    file: `${CONSUMER}/approaches/whole-ride.ts`,
    from: 'pickup, riderId, riderName,',
    to: 'pickup, riderId, passengerName: riderName,',
  },
  {
    file: `${CONSUMER}/approaches/ride-view.client.ts`,
    from: 'rider_id, rider_name,',
    to: 'rider_id, passenger_name AS rider_name,',
  },
];

/** The edits that make the next release of both services, keyed by the change. */
export const EDITS: Readonly<Record<Change, readonly (Edit | Addition)[]>> = { added, renamed };
