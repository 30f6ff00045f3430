import { uuidv7 } from 'uuidv7';
import { FIRST_SEQUENCE } from '../../load/first-sequence';
import type { Question } from '../../load/http-order';

export interface BenchDriver {
  readonly driverId: string;
  /** Of the driver's one update. */
  readonly sequence: number;
  readonly lat: number;
  readonly lng: number;
  /** Every second driver is on one. */
  readonly ride: { readonly rideId: string; readonly riderName: string } | null;
}

export const makeFleet = (drivers: number): BenchDriver[] =>
  Array.from({ length: drivers }, (_, index) => ({
    driverId: `driver-${index}`,
    sequence: FIRST_SEQUENCE + index,
    lat: 37 + (index % 100) / 100,
    lng: 127 + Math.floor(index / 100) / 100,
    ride: index % 2 === 0 ? { rideId: uuidv7(), riderName: `Rider ${index}` } : null,
  }));

const rideIn = ({ ride }: BenchDriver): string => (ride ? `"ride":{"id":"${ride.rideId}"` : '"ride":null');

/** `GET /drivers/:id`, of all: the driver, the position of the one update, and the ride or that there is none. */
export const driverQuestions = (fleet: readonly BenchDriver[]): Question[] =>
  fleet.map((driver) => ({
    path: `/drivers/${driver.driverId}`,
    contains: [
      `"driverId":"${driver.driverId}"`,
      rideIn(driver),
      `"position":{"lat":${driver.lat},"lng":${driver.lng}`,
    ],
  }));

/** `GET /drivers/:id/current-ride`, of those on a ride: with the rider's name, which only the owner has. */
export const currentRideQuestions = (fleet: readonly BenchDriver[], query = ''): Question[] =>
  fleet.flatMap((driver) => {
    if (!driver.ride) return [];
    const path = `/drivers/${driver.driverId}/current-ride${query}`;
    const name = `"riderName":"${driver.ride.riderName}"`;
    return [{ path, contains: [`"driverId":"${driver.driverId}"`, rideIn(driver), name] }];
  });
