import { DRIVER_UPDATES, RIDE_EVENTS } from '@ride-hailing/contracts';
import { type Assumed, limitsOf } from './assumptions';
import type { Demands } from './demands';
import { loadOf, pathsOf, restOfChange } from './needs';

/** One of something, and how many drivers fill it. */
export interface Break {
  readonly what: string;
  readonly drivers: number;
  readonly add: string;
}

const byDrivers = (all: readonly Break[]): readonly Break[] => [...all].sort((a, b) => a.drivers - b.drivers);

/** With one of each, full at its whole measured rate: what is full first comes first. */
export function breaksOf(demands: Demands, assumed: Assumed, approach: string): readonly Break[] {
  const load = loadOf(1, assumed);
  const { updates, changes, reads } = pathsOf(load, demands, assumed, approach);
  const cores = assumed['server-cores'];
  // One server has no other replicas to feed.
  const natsOfOne =
    load.updates * (demands.messageStored + demands.update.delivery) +
    load.changes * (assumed.consumers - 1) * demands.update.delivery +
    reads.nats;
  const all: readonly Break[] = [
    {
      what: 'the thread of one driver-service',
      drivers: 1 / (updates.driver + reads.driver),
      add: 'instances of Driver Service, which share the durable consumers',
    },
    {
      what: 'the thread of one ride-service',
      drivers: 1 / (changes.ride + reads.ride),
      add: 'instances of Ride Service, which share one database',
    },
    {
      what: 'one relay of the outbox',
      drivers: demands.eventsOfOneRelay / load.changes,
      add: 'databases of rides, each with a relay of its own',
    },
    {
      what: 'one stream of updates, taken from',
      drivers: demands.updatesTakenFromOneStream / load.updates,
      add: 'streams, each with the subjects of a part of the drivers',
    },
    {
      what: 'one stream of updates, stored into',
      drivers: demands.messagesIntoOneStream / load.updates,
      add: 'streams, each with the subjects of a part of the drivers',
    },
    {
      what: "the CPU of Driver Service's primary",
      drivers: cores / (updates.driverPostgres + reads.driverPostgres),
      add: 'databases, each with a part of the drivers by their ids',
    },
    {
      what: "the rows that Driver Service's primary writes",
      drivers: demands.rowsIntoOneDatabase / load.updates,
      add: 'databases, each with a part of the drivers by their ids',
    },
    {
      what: "the CPU of Ride Service's primary",
      drivers: cores / (load.changes * restOfChange(demands)),
      add: 'databases, each with a part of the rides',
    },
    {
      what: 'the CPU of one NATS server',
      drivers: cores / natsOfOne,
      add: 'servers, over which the leaders of streams are spread',
    },
  ];
  return byDrivers(all.filter(({ drivers }) => Number.isFinite(drivers)));
}

/** From how many drivers on a setting is too low; each setting is one line in the definition of a stream. */
export function settingsExceeded(assumed: Assumed): readonly Break[] {
  const load = loadOf(1, assumed);
  const updates = limitsOf(DRIVER_UPDATES);
  const events = limitsOf(RIDE_EVENTS);
  const busyShare = assumed['hours-a-day'] / 24;
  return byDrivers([
    {
      what: DRIVER_UPDATES,
      drivers: updates.bytes / ((load.updates * assumed['update-bytes'] * updates.ageMs) / 1_000),
      add: 'the oldest updates go before their time, which a consumer that keeps up does not notice',
    },
    {
      what: RIDE_EVENTS,
      drivers: events.bytes / ((load.changes * busyShare * assumed['event-bytes'] * events.ageMs) / 1_000),
      add: 'the stream refuses, and events wait in the outbox until older ones have expired',
    },
  ]);
}

/** How many drivers fill the threads of one instance of each service when all reads are by this approach. */
export function threadsFilledBy(demands: Demands, assumed: Assumed, approach: string) {
  const { updates, changes, reads } = pathsOf(loadOf(1, assumed), demands, assumed, approach);
  return {
    driver: 1 / (updates.driver + reads.driver),
    ride: 1 / (changes.ride + reads.ride),
  };
}
