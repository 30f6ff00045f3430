import type { Topic } from '../../runner/experiment';
import { limit, project } from '../sides/sides';
import { CONNECTIONS, openAssignments, RATE } from './assignments-sides';

/** A driver for a ride, in both services or in none. */
export const assignmentsExperiments: Topic = ({ quick }) => {
  const sizes = quick
    ? // The first assignments of a process take a second and more on a slow machine.
      { warmUpSeconds: 3, seconds: 1, rides: 2_000 }
    : { warmUpSeconds: 4, seconds: 5, rides: 8_000 };
  const { warmUpSeconds, seconds } = sizes;
  return [
    {
      id: 'assignments',
      topic: 'assignments',
      title: 'Assignments by Try and Confirm',
      says:
        `POST /rides/:id/assignment, each of another ride and driver: over ${CONNECTIONS} connections, then ${RATE} a second ` +
        'at random moments, for the latency.',
      settings: { connections: CONNECTIONS, seconds, 'warm-up s': warmUpSeconds },
      metrics: [
        { id: 'rate', label: 'assignments', unit: 'a second', better: 'higher' },
        { id: 'p50', label: `p50 at ${RATE} a second`, unit: 'ms', better: 'lower' },
        { id: 'slowest', label: 'the slowest, by the p50', unit: 'times', better: 'lower' },
      ],
      sides: [
        project('gateway, ride-service and driver-service as built: log, fences, deadlines, recovery, relay'),
        limit('the same round trips and commits on Fastify, grpc-js and pg, by one statement each'),
      ],
      goals: [
        {
          ...{ id: 'P9', metric: 'p50', side: 'project', over: 'limit', atMost: 1.5 },
          says: 'half of the assignments take at most 1.5 times their bare round trips and commits',
        },
        {
          ...{ id: 'P9', metric: 'slowest', side: 'project', atMost: 20 },
          says: 'no assignment takes longer than 20 times the p50',
        },
      ],
      secondsASide: 2 * seconds + 3,
      secondsAround: 25 + 4 * warmUpSeconds,
      profiledSide: 'project',
      open: (context) => openAssignments(context, sizes),
    },
  ];
};
