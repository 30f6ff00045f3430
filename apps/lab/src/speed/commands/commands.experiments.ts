import type { Topic } from '../../runner/experiment';
import { limit, project } from '../sides/sides';
import { CONNECTIONS, openCommands } from './commands-sides';

/** Commands of riders and drivers at their owner. */
export const commandsExperiments: Topic = ({ quick }) => {
  const sizes = quick
    ? { warmUpSeconds: 1, seconds: 1, assignedRides: 5_000 }
    : { warmUpSeconds: 4, seconds: 4, assignedRides: 25_000 };
  const { warmUpSeconds, seconds } = sizes;
  return [
    {
      id: 'commands',
      topic: 'commands',
      title: 'Commands at the owner of rides',
      says:
        `POST /rides over ${CONNECTIONS} connections, then start and complete of rides that are assigned, then POST /rides ` +
        'at random moments and six tenths of the rate that the project had in its warm-up, for the latency.',
      settings: { connections: CONNECTIONS, seconds, 'warm-up s': warmUpSeconds },
      metrics: [
        { id: 'requests', label: 'POST /rides', unit: 'a second', better: 'higher' },
        { id: 'changes', label: 'start and complete', unit: 'a second', better: 'higher' },
        { id: 'p50', label: 'POST /rides, p50', unit: 'ms', better: 'lower' },
        { id: 'p99', label: 'POST /rides, p99', unit: 'ms', better: 'lower' },
      ],
      sides: [
        project('ride-service as built: tokens, validation, the relay at work'),
        limit('Fastify and pg: the same rows by one statement; no tokens, no validation, no relay'),
      ],
      goals: [
        {
          ...{ id: 'P8', metric: 'requests', side: 'project', over: 'limit', atLeast: 0.7 },
          says: 'requests of rides: at least 0.7 of the bare limit',
        },
        {
          ...{ id: 'P8', metric: 'changes', side: 'project', over: 'limit', atLeast: 0.7 },
          says: 'start and complete: at least 0.7 of the bare limit',
        },
        {
          ...{ id: 'P8', metric: 'p50', side: 'project', over: 'limit', atMost: 1.5 },
          says: 'half of the requests are answered within 1.5 times the time of the bare limit',
        },
      ],
      secondsASide: 3 * seconds + warmUpSeconds / 2 + 2,
      secondsAround: 20 + 6 * warmUpSeconds,
      profiledSide: 'project',
      open: (context) => openCommands(context, sizes),
    },
  ];
};
