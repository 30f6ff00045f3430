import { ACTIVE_RIDE_STATUSES } from '@ride-hailing/contracts';
import type { Answer, GatewayClient, Ride } from './gateway.client';
import { OWN_RIDERS } from './ride-order';

const PAGE = 100;
const MOST_PAGES = 200;
const OPEN_STATUSES = ['IN_PROGRESS', 'ASSIGNED', 'REQUESTED'] as const;

/** Whether one of this simulator's riders has asked for it. */
export const isOwn = ({ riderId }: Ride): boolean => riderId.startsWith(OWN_RIDERS);

/** The ride that a driver is on, whoever has asked for it. */
export const openRideOf = async (
  gateway: GatewayClient,
  driverId: string,
): Promise<Answer<Ride | undefined>> => {
  // In this order, so that a ride which starts in between is seen.
  for (const status of ACTIVE_RIDE_STATUSES) {
    const answer = await gateway.rides({ status, driverId, limit: 1 });
    if (answer.kind !== 'ok') return answer;
    const [ride] = answer.value.rides;
    if (ride) return { kind: 'ok', value: ride };
  }
  return { kind: 'ok', value: undefined };
};

/** Rides of this simulator's riders that are open at the gateway, as an earlier run left them, page by page. */
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

/** Ends a ride without driving it, when there is no room to take it up. Gives whether the gateway agreed. */
export const endAtOnce = async (gateway: GatewayClient, ride: Ride): Promise<boolean> => {
  const answer = await gateway.command(ride, ride.status === 'IN_PROGRESS' ? 'complete' : 'cancel');
  return answer.kind === 'ok';
};
