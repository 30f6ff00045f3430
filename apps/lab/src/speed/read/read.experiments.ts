import type { Experiment, Topic } from '../../runner/experiment';
import { currentRideQuestions, type PlantedRides } from '../drivers/planted-rides';
import { limit, naive, other, project } from '../sides/sides';
import { METRICS, readExperiment, type ReadSide, type Sizes, sizesOf } from './read-experiment';

const currentRides = ({ onRide }: PlantedRides) => currentRideQuestions(onRide);

const READ_DRIVER: readonly ReadSide[] = [
  naive(
    'Nest on Express and TypeORM: a findOne for the position, a findOne for the ride, no index but primary keys',
  ),
  { ...project('driver-service: token verified, input validated, metrics on'), leavesOwnerAlone: true },
  limit('Fastify and pg: one prepared statement by key for each answer, no token, no metrics'),
];

const CACHED: readonly ReadSide[] = [
  {
    ...project('driver-service, hybrid: ride from the copy, details from the versioned cache'),
    leavesOwnerAlone: true,
  },
  limit('Fastify and pg: one prepared statement by key for each answer, details from a Map'),
];

const CURRENT_RIDE: readonly ReadSide[] = [
  {
    ...naive(
      'Nest on Express and TypeORM: a findOne for the ride without an index, and a gRPC call for each answer',
    ),
    mayRefuse: true,
  },
  {
    ...other(
      'sync-api',
      'driver-service, approach sync-api: the owner is asked for each answer, calls of one tick in one',
    ),
    mayRefuse: true,
    questions: ({ onRide }) => currentRideQuestions(onRide, '?approach=sync-api'),
  },
  {
    ...other('project-local', 'driver-service, GET /drivers/:id of the same drivers: local tables alone'),
    leavesOwnerAlone: true,
    questions: (rides) => rides.driverQuestions(rides.onRide),
  },
  ...CACHED,
];

const readDriver = (sizes: Sizes): Experiment =>
  readExperiment({
    ...{ id: 'read-driver', sizes, sides: READ_DRIVER, profiledSide: 'project' },
    questions: (rides) => rides.driverQuestions(),
    title: 'A driver from local tables: GET /drivers/:id',
    says:
      'Position, reservation and current ride of a driver, half of whom are on one. Each side is asked as fast as ' +
      'it answers, then at a rate that all can hold, from which the latencies are.',
    goals: [
      {
        ...{ id: 'P2', metric: 'answersPerSecond', side: 'project', over: 'limit', atLeast: 2 },
        says: 'answers a second, by those of bare Fastify and pg',
      },
      {
        ...{ id: 'P2', metric: 'p50', side: 'project', over: 'limit', atMost: 1.15 },
        says: 'p50, by that of bare Fastify and pg',
      },
    ],
  });

const readCurrentRide = (sizes: Sizes): Experiment =>
  readExperiment({
    ...{ id: 'read-current-ride', sizes, sides: CURRENT_RIDE, profiledSide: 'project' },
    questions: currentRides,
    title: 'A current ride with details: GET /drivers/:id/current-ride',
    says:
      'Ride and details of drivers who are on one. The cache is warm: details of each ride were asked of Ride ' +
      'Service once, before anything is measured.',
    metrics: [...METRICS, { id: 'ownerCalls', label: 'calls of the owner', unit: 'calls', better: 'lower' }],
    goals: [
      {
        ...{ id: 'P3', metric: 'answersPerSecond', side: 'project', over: 'project-local', atLeast: 0.8 },
        says: 'answers a second, by those of GET /drivers/:id of the same drivers',
      },
      {
        ...{ id: 'P3', metric: 'p50', side: 'project', over: 'sync-api', atMost: 0.4 },
        says: 'p50, by that of sync-api',
      },
      { id: 'P3', says: 'calls of the owner', metric: 'ownerCalls', side: 'project', atMost: 0 },
    ],
  });

const byRides = (sizes: Sizes, rides: number): Experiment =>
  readExperiment({
    ...{ id: `current-ride-of-${rides}-rides`, sizes: { ...sizes, history: rides - sizes.drivers / 2 } },
    ...{ sides: CACHED, questions: currentRides, goals: [], repeats: 1 },
    title: `A current ride with details, ${rides} rides in the copy`,
    says: 'The same drivers, and more and more rides of the past, spread over them.',
    series: {
      ...{ id: 'current-ride-by-rides', title: 'A current ride by rides in the copy', of: 'rides', x: rides },
    },
  });

/** P2 and P3, and how reading a current ride grows with the rides in the copy. */
export const readExperiments: Topic = (settings) => {
  const sizes = sizesOf(settings);
  const growth = settings.quick ? [] : [1_000, 10_000, 100_000, 1_000_000];
  return [
    readDriver(sizes),
    readCurrentRide(sizes),
    // In a copy of 1,000 rides there are fewer drivers.
    ...growth.map((rides) => byRides({ ...sizes, drivers: Math.min(sizes.drivers, rides) }, rides)),
  ];
};
