import { type Approach, approachFacts } from '@ride-hailing/contracts';
import type { SourceTree } from './source-tree';

const DRIVER = 'apps/driver-service/src';
const RIDE = 'apps/ride-service/src';
const GATEWAY = 'apps/gateway/src';

/** The client of a call, which a module passes on, and the server that a service's main file starts. */
export const CALLS: readonly string[] = [
  'libs/remote-calls/src/remote-client.ts',
  'libs/remote-calls/src/create-grpc-server.ts',
];

/** What the owner and the libraries have for the sake of what an approach's answers rest on. */
const RESTS_ON: Readonly<Record<ReturnType<typeof approachFacts>['restsOn'][number], readonly string[]>> = {
  'owner-calls': [`${RIDE}/ride-details/ride-details.module.ts`, ...CALLS],
  events: [
    `${RIDE}/rides/ride-changed.event.ts`,
    'libs/outbox/src/enqueue.ts',
    'libs/outbox/src/outbox.module.ts',
    'libs/messaging/src/messaging.module.ts',
  ],
  'shared-store': [],
};

/** What modules wire, so that the approach's own file does not import it. A path ending in `/` is a whole folder. */
const WIRED: Readonly<Record<Approach, readonly string[]>> = {
  hybrid: [
    `${DRIVER}/ride-copy/ride-copy.consumer.ts`,
    `${DRIVER}/ride-details/ride-details.module.ts`,
    `${DRIVER}/ride-details/caches/`,
  ],
  'sync-api': [`${DRIVER}/approaches/current-rides.client.ts`, `${DRIVER}/ride-details/owner-lookups.ts`],
  'event-replication': [`${RIDE}/publications/event-replication.publication.ts`],
  'database-view': [
    `${RIDE}/publications/database-view.publication.ts`,
    `${RIDE}/migrations/1795500000000-publish-current-rides.migration.ts`,
  ],
  'shared-cache': [
    `${RIDE}/publications/shared-cache.publication.ts`,
    `${DRIVER}/approaches/current-rides.client.ts`,
    `${DRIVER}/ride-details/owner-lookups.ts`,
  ],
  'shared-files': [`${RIDE}/publications/shared-files.publication.ts`],
};

/** Folders that exist for the approaches alone: a spec sees that each of their files is counted for one of them. */
export const FOLDERS_OF_APPROACHES = [
  `${DRIVER}/approaches/`,
  `${DRIVER}/ride-details/`,
  `${DRIVER}/ride-replica/`,
  `${RIDE}/publications/`,
];

const expand = (tree: SourceTree, paths: readonly string[]): string[] =>
  paths.flatMap((path) =>
    path.endsWith('/') ? [...tree.keys()].filter((file) => file.startsWith(path)) : [path],
  );

/** The files from which everything that an approach needs is reached by imports. */
export const rootsOf = (tree: SourceTree, approach: Approach): string[] =>
  expand(tree, [
    approachFile(approach),
    ...WIRED[approach],
    ...approachFacts(approach).restsOn.flatMap((need) => RESTS_ON[need]),
  ]);

export const approachFile = (approach: Approach): string => `${DRIVER}/approaches/${approach}.approach.ts`;

/** Drivers' updates and assignments: what they need is there whichever way rides are shared. */
export const NEEDED_ANYWAY: readonly string[] = [
  `${DRIVER}/driver-positions/driver-positions.module.ts`,
  `${GATEWAY}/coordinator/coordinator.module.ts`,
  'libs/messaging/src/messaging.module.ts',
  'libs/participant/src/participant.module.ts',
  ...CALLS,
];

/**
 * How a driver gets a ride. `coordinator`: Try, Confirm and Cancel, and what its participants have for it. `two-calls`:
 * of the same code what two plain calls would need as well, namely the gateway's door and client, the door of the
 * called, and the two statements. Calls themselves are there anyway.
 */
export const ASSIGNING = {
  coordinator: [
    `${GATEWAY}/coordinator/coordinator.module.ts`,
    `${DRIVER}/reservations/reservations.module.ts`,
    `${RIDE}/ride-holds/ride-holds.module.ts`,
  ],
  'two-calls': [
    `${GATEWAY}/coordinator/assignment.dto.ts`,
    `${GATEWAY}/coordinator/grpc-participant.client.ts`,
    'libs/participant/src/participant.controller.ts',
    `${DRIVER}/reservations/reserve-driver.ts`,
    `${RIDE}/rides/change-ride.ts`,
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;
