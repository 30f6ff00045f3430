import { type DriverUpdate, driverUpdateSubject } from '@ride-hailing/contracts';
import { aDriverUpdate, aRideRequest, eventually } from '@ride-hailing/testing';
import { assign } from './assignments';
import { askUntil } from './current-ride';
import { must } from './http';
import type { Ride, System } from './system';

const ASSIGNED_WITHIN_MS = 30_000;

export async function sendUpdates(system: System, updates: readonly DriverUpdate[]): Promise<void> {
  const phones = await system.broker('operator');
  await phones.publishAll(
    updates.map((update) => ({
      subject: driverUpdateSubject(update.driverId),
      data: JSON.stringify(update),
    })),
  );
}

/** Sends an update of each driver: drivers are known from their first update on, and free for a minute after each. */
export const introduce = (system: System, drivers: readonly string[]): Promise<void> =>
  sendUpdates(
    system,
    drivers.map((driverId) => aDriverUpdate({ driverId, sequence: Date.now() })),
  );

export const requestedRide = (system: System): Promise<Ride> =>
  must<Ride>(`${system.rideService}/rides`, { method: 'POST', body: aRideRequest() });

export const commandRide = (system: System, ride: Ride, name: 'start' | 'complete'): Promise<Ride> =>
  must<Ride>(`${system.rideService}/rides/${ride.id}/${name}`, { method: 'POST' });

/** Retries the assignment, since the update that makes the driver known may still be in transit. */
export async function untilAssigned(system: System, ride: Ride, driverId: string): Promise<void> {
  const order = { driverId, key: `assign-${ride.id}` };
  let last: unknown;
  const isAssigned = async () => {
    const { status, body } = await assign(system.gateway, ride.id, order);
    last = body;
    return status === 200;
  };
  await eventually(isAssigned, { timeoutMs: ASSIGNED_WITHIN_MS }).catch((cause: unknown) => {
    throw new Error(`${driverId} was not assigned: ${JSON.stringify(last)}`, { cause });
  });
}

/** A new ride of a driver who has just sent an update. */
export async function assignedRide(system: System, driverId: string): Promise<Ride> {
  const ride = await requestedRide(system);
  await introduce(system, [driverId]);
  await untilAssigned(system, ride, driverId);
  return ride;
}

/** A new ride of the driver that the gateway shows with its details. */
export async function shownRide(system: System, driverId: string): Promise<Ride> {
  const ride = await assignedRide(system, driverId);
  await askUntil(system, driverId, ({ last }) => last.ride?.id === ride.id && last.details !== null);
  return ride;
}
