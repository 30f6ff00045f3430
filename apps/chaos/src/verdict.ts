import {
  type Anomaly,
  answerAnomalies,
  assignmentAnomalies,
  copyAnomalies,
  detailsAnomalies,
  driverAnomalies,
  impossibleAnomalies,
  keyAnomalies,
  ownerReadAnomalies,
  positionAnomalies,
  sessionAnomalies,
  statesByDriver,
  streamAnomalies,
  versionAnomalies,
} from '@ride-hailing/testing';
import type { History } from './clients/history';
import type { Evidence } from './world/evidence';

type Seen = Pick<History, 'commands' | 'rideReads' | 'driverReads' | 'acknowledged'>;

/** Everything that is wrong with what the clients saw and with what was there in the end; empty when nothing is. */
export function anomaliesOf(
  { commands, rideReads, driverReads, acknowledged }: Seen,
  found: Evidence,
): Anomaly[] {
  const { log, rides } = found;
  const states = statesByDriver(log, new Map());
  const entries = log.map(({ rideId, version }) => ({ aggregateId: rideId, version }));
  const stored = found.events.map(({ rideId, version }) => ({ aggregateId: rideId, version }));
  return [
    ...answerAnomalies(log, commands),
    ...keyAnomalies(commands, rides),
    ...versionAnomalies(log, rides),
    ...driverAnomalies(log),
    ...streamAnomalies(entries, stored),
    ...assignmentAnomalies(found.assignments),
    ...found.copies.flatMap(({ name, owner, copy }) => copyAnomalies(name, owner, copy)),
    ...positionAnomalies(acknowledged, found.positions),
    ...ownerReadAnomalies(log, commands, rideReads),
    ...impossibleAnomalies(states, driverReads),
    ...detailsAnomalies(rides, driverReads),
    ...sessionAnomalies(states, commands, driverReads),
    ...found.unrest,
  ];
}
