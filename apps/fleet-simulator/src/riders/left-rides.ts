import { ACTIVE_RIDE_STATUSES } from '@ride-hailing/contracts';
import type { Answer, GatewayClient, Ride } from './gateway.client';
import { OWN_RIDERS } from './ride-order';

const PAGE = 100;
const MOST_PAGES = 200;
const OPEN_STATUSES = ['IN_PROGRESS', 'ASSIGNED', 'REQUESTED'] as const;

/** Whether a rider of this simulator ordered the ride. */
export const isOwn = ({ riderId }: Ride): boolean => riderId.startsWith(OWN_RIDERS);

/** The ride that a driver is on, also one of another rider. */
export const openRideOf = async (
  gateway: GatewayClient,
  driverId: string,
): Promise<Answer<Ride | undefined>> => {
  // ASSIGNED before IN_PROGRESS, so that a ride that starts in between is found.
  for (const status of ACTIVE_RIDE_STATUSES) {
    const answer = await gateway.rides({ status, driverId, limit: 1 });
    if (answer.kind !== 'ok') return answer;
    const [ride] = answer.value.rides;
    if (ride) return { kind: 'ok', value: ride };
  }
  return { kind: 'ok', value: undefined };
};

/** The open rides of this simulator's riders, as an earlier run left them, page by page. */
export async function* ownOpenRides(gateway: GatewayClient): AsyncGenerator<Answer<Ride[]>> {
  for (const status of OPEN_STATUSES) {
    let after: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await gateway.rides({ status, limit: PAGE, ...(after ? { after } : {}) });
      if (answer.kind !== 'ok') {
        yield answer;
        return;
      }
      const { rides, next } = answer.value;
      yield { kind: 'ok', value: rides.filter(isOwn) };
      if (!next) break;
      after = next;
    }
  }
}

/** Ends a ride without driving it. Resolves to whether the gateway agreed. */
export const endAtOnce = async (gateway: GatewayClient, ride: Ride): Promise<boolean> => {
  const answer = await gateway.command(ride, ride.status === 'IN_PROGRESS' ? 'complete' : 'cancel');
  return answer.kind === 'ok';
};
