import type { Experiment, Topic } from '../../runner/experiment';
import type { ExperimentResult } from '../../results/results';
import { currentRideQuestions, driverQuestions } from './fleet';
import { METRICS, readExperiment, type ReadSide, type Sizes, sizesOf } from './read-experiment';

const READ_DRIVER: readonly ReadSide[] = [
  {
    id: 'naive',
    kind: 'naive',
    says: 'Nest on Express and TypeORM: a findOne for the position, a findOne for the ride, no index but primary keys',
    asks: 'naive',
    questions: driverQuestions,
  },
  {
    id: 'project',
    kind: 'project',
    says: 'driver-service: token verified, input validated, metrics on',
    asks: 'project',
    questions: driverQuestions,
    leavesOwnerAlone: true,
  },
  {
    id: 'limit',
    kind: 'limit',
    says: 'Fastify and pg: one prepared statement by key for each answer, no token, no metrics',
    asks: 'limit',
    questions: driverQuestions,
  },
];

const CACHED: readonly ReadSide[] = [
  {
    id: 'project',
    kind: 'project',
    says: 'driver-service, hybrid: ride from the copy, details from the versioned cache',
    asks: 'project',
    questions: (fleet) => currentRideQuestions(fleet),
    leavesOwnerAlone: true,
  },
  {
    id: 'limit',
    kind: 'limit',
    says: 'Fastify and pg: one prepared statement by key for each answer, details from a Map',
    asks: 'limit',
    questions: (fleet) => currentRideQuestions(fleet),
  },
];

const CURRENT_RIDE: readonly ReadSide[] = [
  {
    id: 'naive',
    kind: 'naive',
    says: 'Nest on Express and TypeORM: a findOne for the ride without an index, and a gRPC call for each answer',
    asks: 'naive',
    questions: (fleet) => currentRideQuestions(fleet),
    mayRefuse: true,
  },
  {
    id: 'sync-api',
    kind: 'other',
    says: 'driver-service, approach sync-api: the owner is asked for each answer, calls of one tick in one',
    asks: 'project',
    questions: (fleet) => currentRideQuestions(fleet, '?approach=sync-api'),
    mayRefuse: true,
  },
  {
    id: 'project-local',
    kind: 'other',
    says: 'driver-service, GET /drivers/:id of the same drivers: local tables alone',
    asks: 'project',
    questions: (fleet) => driverQuestions(fleet.filter(({ ride }) => ride)),
    leavesOwnerAlone: true,
  },
  ...CACHED,
];

const readDriver = (sizes: Sizes): Experiment =>
  readExperiment({
    ...{ id: 'read-driver', sizes, sides: READ_DRIVER, profiledSide: 'project' },
    title: 'A driver from local tables: GET /drivers/:id',
    says:
      'Position, reservation and current ride of a driver, half of whom are on one. Each side is asked as fast as ' +
      'it answers, then at a rate that all can hold, from which the latencies are.',
    goals: [
      {
        ...{ id: 'P2', metric: 'answersPerSecond', side: 'project', over: 'limit', atLeast: 0.8 },
        says: 'answers a second, by those of bare Fastify and pg',
      },
    ],
  });

const OWNER_CALLS: ExperimentResult['metrics'][number] = {
  ...{ id: 'ownerCalls', label: 'calls of the owner', unit: 'calls', better: 'lower' },
};

const readCurrentRide = (sizes: Sizes): Experiment =>
  readExperiment({
    ...{ id: 'read-current-ride', sizes, sides: CURRENT_RIDE, profiledSide: 'project' },
    title: 'A current ride with details: GET /drivers/:id/current-ride',
    says:
      'Ride and details of drivers who are on one. The cache is warm: details of each ride were asked of Ride ' +
      'Service once, before anything is measured.',
    metrics: [...METRICS, OWNER_CALLS],
    goals: [
      {
        ...{ id: 'P3', metric: 'answersPerSecond', side: 'project', over: 'project-local', atLeast: 0.8 },
        says: 'answers a second, by those of GET /drivers/:id of the same drivers',
      },
      {
        ...{ id: 'P3', metric: 'p50', side: 'project', over: 'sync-api', atMost: 0.5 },
        says: 'p50, by that of sync-api',
      },
      { id: 'P3', says: 'calls of the owner', metric: 'ownerCalls', side: 'project', atMost: 0 },
    ],
  });

const byRides = (sizes: Sizes, rides: number): Experiment =>
  readExperiment({
    ...{ id: `current-ride-of-${rides}-rides`, sizes: { ...sizes, history: rides - sizes.drivers / 2 } },
    ...{ sides: CACHED, goals: [], repeats: 1 },
    title: `A current ride with details, ${rides} rides in the copy`,
    says: 'The same drivers, and more and more rides of the past, spread over them.',
    series: {
      ...{ id: 'current-ride-by-rides', title: 'A current ride by rides in the copy', of: 'rides', x: rides },
    },
  });

/** P2 and P3, and how reading a current ride grows with the rides in the copy. */
export const readTopic: Topic = (settings) => {
  const sizes = sizesOf(settings);
  const growth = settings.quick ? [] : [1_000, 10_000, 100_000, 1_000_000];
  return [
    readDriver(sizes),
    readCurrentRide(sizes),
    // In a copy of 1,000 rides there are fewer drivers.
    ...growth.map((rides) => byRides({ ...sizes, drivers: Math.min(sizes.drivers, rides) }, rides)),
  ];
};
