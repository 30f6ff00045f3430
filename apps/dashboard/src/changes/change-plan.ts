import { ConflictProblem, NotFoundProblem, UnavailableProblem } from '@ride-hailing/service-kit';
import { z } from 'zod';
import { detailOf, GatewayClient, rideSchema } from '../gateway-passage/gateway.client';
import type { Asked, Change } from '../page-api';

const CITY_HALL = { lat: 37.5665, lng: 126.978 };
const NEW_RIDE = {
  riderId: 'dashboard',
  rider: { name: 'A visitor', phone: '+82-2-000-0000' },
  pickup: { ...CITY_HALL, address: 'City Hall' },
  dropoff: { lat: 37.5547, lng: 126.9707, address: 'Seoul Station' },
  stops: [],
  fare: { amountMinor: 6_200, currency: 'KRW' },
  notes: 'Made by the dashboard to show a change.',
};

type Ride = z.infer<typeof rideSchema>;
const nearestSchema = z.object({ drivers: z.array(z.object({ driverId: z.string() })) });

export interface ChangePlan {
  readonly rideId: string;
  readonly driverId: string | null;
  readonly from: Change['from'];
  readonly command: { readonly path: string; readonly body?: unknown };
  /** Whether the driver is on the ride no longer afterwards. */
  readonly isEnd: boolean;
}

/**
 * The next change of a ride; without one, of a new ride for the free driver who is nearest to the city hall.
 * @throws NotFoundProblem, ConflictProblem for a ride that has ended, UnavailableProblem
 */
export async function planChange(gateway: GatewayClient, rideId: string | undefined): Promise<ChangePlan> {
  const ride =
    rideId === undefined
      ? rideIn(await gateway.ask({ path: '/rides', method: 'POST', body: NEW_RIDE }))
      : rideIn(await gateway.ask({ path: `/rides/${rideId}` }));
  const { id, status, version, driverId } = ride;
  const plan = { rideId: id, driverId, from: { status, version }, isEnd: false };
  switch (status) {
    case 'REQUESTED': {
      const nearest = await nearestDriver(gateway, ride);
      return {
        ...plan,
        driverId: nearest,
        command: { path: `/rides/${id}/assignment`, body: { driverId: nearest } },
      };
    }
    case 'ASSIGNED':
      return { ...plan, command: { path: `/rides/${id}/start` } };
    case 'IN_PROGRESS':
      return { ...plan, isEnd: true, command: { path: `/rides/${id}/complete` } };
    case 'COMPLETED':
    case 'CANCELLED':
      throw new ConflictProblem(`The ride is ${status}, and nothing changes any more.`);
  }
}

function rideIn({ status, body }: Asked): Ride {
  const ride = rideSchema.safeParse(body).data;
  if (ride && status < 300) return ride;
  if (status === 404) throw new NotFoundProblem('There is no such ride.');
  throw new UnavailableProblem(`Ride Service gives no ride now: ${detailOf({ status, body })}`);
}

async function nearestDriver(gateway: GatewayClient, { pickup }: Ride): Promise<string> {
  const path = `/drivers/nearest?lat=${pickup.lat}&lng=${pickup.lng}&limit=1`;
  const found = await gateway.find(nearestSchema, { path });
  if (!found) throw new UnavailableProblem('Driver Service does not name a free driver now.');
  const [nearest] = found.drivers;
  if (!nearest) throw new ConflictProblem('No driver is free near the pickup.');
  return nearest.driverId;
}
