import type { Answer, GatewayClient, Ride } from './gateway.client';
import { OWN_RIDERS } from './ride-order';

const PAGE = 100;
const MOST_PAGES = 200;
const OPEN_STATUSES = ['IN_PROGRESS', 'ASSIGNED', 'REQUESTED'] as const;

/** Rides of this simulator's riders that are open at the gateway, as an earlier run left them, page by page. */
export async function* ownOpenRides(gateway: GatewayClient): AsyncGenerator<Answer<Ride[]>> {
  for (const status of OPEN_STATUSES) {
    let after: string | null | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await gateway.rides(status, PAGE, after);
      if (answer.kind !== 'ok') {
        yield answer;
        return;
      }
      const { rides, next } = answer.value;
      yield { kind: 'ok', value: rides.filter(({ riderId }) => riderId.startsWith(OWN_RIDERS)) };
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
