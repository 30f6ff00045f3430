import { nowMs } from '@ride-hailing/testing';
import type { LabSystem } from '../../world/lab-system';
import type { BothSides, Look } from './agreement';
import type { Order } from './ways';

const RESERVATIONS = `
  SELECT ride_id AS "rideId", state FROM reservations
  WHERE ride_id = ANY ($1) AND state IN ('TRIED', 'CONFIRMED')`;

const RIDES = `
  SELECT id AS "rideId", status = 'ASSIGNED' AS "isAssigned",
    EXISTS (SELECT FROM ride_holds WHERE ride_id = rides.id AND state = 'TRIED') AS "isHeld"
  FROM rides WHERE id = ANY ($1::uuid[])`;

interface Reservation {
  readonly rideId: string;
  readonly state: string;
}

interface RideRow {
  readonly rideId: string;
  readonly isAssigned: boolean;
  readonly isHeld: boolean;
}

/** Looks into both services' databases, past the services. */
export async function lookAt({ databases }: LabSystem, orders: readonly Order[]): Promise<Look> {
  const ids = [orders.map(({ rideId }) => rideId)];
  const at = nowMs();
  const [reservations, rides] = await Promise.all([
    databases.rows<Reservation>('driver_service', RESERVATIONS, ids),
    databases.rows<RideRow>('ride_service', RIDES, ids),
  ]);
  const reserved = new Map(reservations.map(({ rideId, state }) => [rideId, state]));
  const sides = rides.map(({ rideId, isAssigned, isHeld }): [string, BothSides] => {
    const state = reserved.get(rideId);
    return [rideId, { isReserved: state !== undefined, isPending: state === 'TRIED' || isHeld, isAssigned }];
  });
  return { at, sides: new Map(sides) };
}
