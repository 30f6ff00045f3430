import { DRIVER_UPDATES, RIDE_EVENTS, STREAMS } from '@ride-hailing/contracts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export interface Limits {
  readonly bytes: number;
  readonly ageMs: number;
}

/** As it is provisioned: what a stream keeps at most. */
export function limitsOf(stream: string): Limits {
  const found = STREAMS.find(({ name }) => name === stream);
  return { bytes: found?.maxBytes ?? 0, ageMs: found?.maxAgeMs ?? 0 };
}

export interface Assumption {
  readonly normal: number;
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
  /** With its unit. */
  readonly says: string;
}

const some = (says: string, normal: number, [least, most]: readonly [number, number]): Assumption => ({
  ...{ says, normal, least, most, isWhole: false },
});
const whole = (says: string, normal: number, [least, most]: readonly [number, number]): Assumption => ({
  ...{ says, normal, least, most, isWhole: true },
});

const MOST_DRIVERS = 1e9;

/** All that was not measured, by the name of its option. */
export const ASSUMPTIONS = {
  city: whole('drivers online at once in a city', 20_000, [1, MOST_DRIVERS]),
  country: whole('drivers online at once in a country', 1_000_000, [1, MOST_DRIVERS]),
  world: whole('drivers online at once in the whole world', 20_000_000, [1, MOST_DRIVERS]),
  'update-every': some('seconds between two updates of a driver', 4, [0.1, 3_600]),
  'rides-per-hour': some('rides of a driver in an hour', 2, [0.01, 60]),
  'changes-per-ride': some('changes of a ride: request, assign, start, complete', 4, [1, 100]),
  'reads-per-second': some('reads of a current ride, a second and driver', 0.1, [0.001, 1_000]),
  'hours-a-day': some('hours of such a load in a day; servers are paid all day', 12, [0.1, 24]),
  consumers: whole('services that take ride events, Driver Service among them', 3, [1, 1_000]),
  'update-bytes': some('bytes of an update in its stream', 200, [1, 1e6]),
  'event-bytes': some('bytes of a ride event in its stream, and in the outbox', 600, [1, 1e6]),
  'row-bytes': some("bytes of a driver's row with its indexes", 300, [1, 1e6]),
  'wal-bytes': some("bytes of Postgres's log for a row that is written", 400, [1, 1e6]),
  'update-minutes': some(
    'minutes that the stream keeps an update (as provisioned)',
    limitsOf(DRIVER_UPDATES).ageMs / MINUTE_MS,
    [0.1, 1e6],
  ),
  'event-days': some(
    'days that the stream and the outbox keep an event (as provisioned)',
    limitsOf(RIDE_EVENTS).ageMs / DAY_MS,
    [0.01, 3_650],
  ),
  'ride-days': some('days that rides of the past are kept', 90, [1, 36_500]),
  utilisation: some('share of a thread, a core or a measured rate that is used at most', 0.5, [0.01, 1]),
  'stream-replicas': whole('servers that store each message', 3, [1, 5]),
  standbys: whole('standbys of each Postgres', 1, [0, 5]),
  'server-cores': whole('cores of a server of Postgres or NATS', 16, [1, 1_024]),
  zones: whole('zones over which everything is spread', 3, [1, 100]),
  'vcpu-hour': some('price of a vCPU for an hour', 0.04, [0.0001, 1_000]),
  'gib-month': some('price of a GiB of disk for a month', 0.1, [0.0001, 1_000]),
  'gib-out': some('price of a GiB from zone to zone', 0.01, [0.0001, 1_000]),
} as const satisfies Record<string, Assumption>;

export type AssumptionName = keyof typeof ASSUMPTIONS;
export type Assumed = Readonly<Record<AssumptionName, number>>;

export const NAMES = Object.keys(ASSUMPTIONS) as AssumptionName[];

export const NORMAL = Object.fromEntries(NAMES.map((name) => [name, ASSUMPTIONS[name].normal])) as Assumed;
