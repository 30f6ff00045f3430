import type { RideChanged } from '@ride-hailing/contracts';
import { aDriverUpdate, aRideChanged } from '@ride-hailing/testing';
import type { CurrentRideAnswer } from '../../src/current-ride/current-ride.dto';
import type { Component } from '../component';

/** A service that has been started when a test runs, and that the specs of one file share. */
export interface RunningService {
  readonly component: () => Component;
  readonly random: () => number;
}

/** How long the service waits for details, ms. */
export const DETAILS_DEADLINE_MS = 300;

export const currentRide = (component: Component, driverId: string, query = '') =>
  component.get<CurrentRideAnswer>(`/drivers/${driverId}/current-ride${query}`);

export const assigned = (driverId: string, given: Partial<RideChanged> = {}): RideChanged =>
  aRideChanged({ rideId: `ride-of-${driverId}`, driverId, status: 'ASSIGNED', version: 2, ...given });

/** Returns when the service has taken drivers and rides. */
export async function onARide(component: Component, ...driverIds: string[]): Promise<void> {
  await component.publishUpdates(...driverIds.map((driverId) => aDriverUpdate({ driverId })));
  await component.publishRides(...driverIds.map((driverId) => assigned(driverId)));
  await component.allSettled();
}
