import type { RideChanged, RideStatus } from '@ride-hailing/contracts';
import { aRideChanged, seededRandom } from '@ride-hailing/testing';

const STATUSES: readonly RideStatus[] = ['REQUESTED', 'ASSIGNED', 'IN_PROGRESS', 'COMPLETED'];
/** How far behind its place an event may arrive, as a share of all. */
const DISORDER = 0.6;
const DOUBLED = 0.2;

/** The log of an owner: every second ride ends, the others are on the road at the end. */
export function ownersLog(rides: number): RideChanged[] {
  return STATUSES.flatMap((status, index) =>
    Array.from({ length: rides }, (_, ride) =>
      aRideChanged({
        ...{ rideId: `ride-${ride}`, version: index + 1, status },
        driverId: index === 0 ? null : `d-${ride}`,
        changedAt: new Date(Date.UTC(2026, 0, 1) + index * 1_000).toISOString(),
      }),
    ),
  ).filter(({ rideId, status }) => status !== 'COMPLETED' || Number(rideId.slice(5)) % 2 === 0);
}

/** As a network delivers a log: some late, some twice. */
export function asDelivered(log: readonly RideChanged[], seed: number): RideChanged[] {
  const random = seededRandom(seed);
  const late = () => random() * DISORDER * log.length;
  const doubled = log.flatMap((event, index) => (random() < DOUBLED ? [{ event, at: index + late() }] : []));
  return [...log.map((event, index) => ({ event, at: index + late() })), ...doubled]
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event);
}
