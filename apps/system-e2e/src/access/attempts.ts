import { aRideRequest } from '@ride-hailing/testing';
import { randomUUID } from 'node:crypto';
import type { Ride } from '../running-system/system';

export const OWN_DRIVER = 'd-own';

/** The objects that a cell of the table is tested with: their owners, and the ride if there is one. */
export interface Scene {
  readonly riderId: string;
  readonly driverId: string;
  readonly ride: Ride;
  /** The assignment of the driver to the ride, which the rider requested. */
  readonly assignmentId: string;
}

export type Status = 'REQUESTED' | 'ASSIGNED' | 'IN_PROGRESS';

/** A request that the table names, with the status of the ride that it needs. */
export interface Attempt {
  readonly ride?: Status;
  readonly path: (scene: Scene) => string;
  readonly body?: (scene: Scene) => unknown;
  /** Whether the answer contains the object, where the status alone does not show it. */
  readonly found?: (body: unknown, scene: Scene) => boolean;
  /** The one of gateway and service that has this path. Default: both. */
  readonly only?: 'gateway' | 'service';
}

/** Keyed by the request as the table writes it. */
export const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  'POST /rides': { path: () => '/rides', body: ({ riderId }) => aRideRequest({ riderId }) },
  'GET /rides': {
    ride: 'ASSIGNED',
    path: ({ driverId }) => `/rides?driverId=${driverId}`,
    found: (body, { ride }) => (body as { rides: Ride[] }).rides.some(({ id }) => id === ride.id),
  },
  'GET /rides/{id}': { ride: 'ASSIGNED', path: ({ ride }) => `/rides/${ride.id}` },
  'GET /rides/{id}/journey': { ride: 'ASSIGNED', path: ({ ride }) => `/rides/${ride.id}/journey` },
  'POST /rides/{id}/assignment': {
    ride: 'REQUESTED',
    path: ({ ride }) => `/rides/${ride.id}/assignment`,
    only: 'gateway',
  },
  'GET /assignments/{id}': {
    ride: 'ASSIGNED',
    path: ({ assignmentId }) => `/assignments/${assignmentId}`,
    only: 'gateway',
  },
  'POST /rides/{id}/start': { ride: 'ASSIGNED', path: ({ ride }) => `/rides/${ride.id}/start` },
  'POST /rides/{id}/complete': { ride: 'IN_PROGRESS', path: ({ ride }) => `/rides/${ride.id}/complete` },
  'POST /rides/{id}/cancel': { ride: 'REQUESTED', path: ({ ride }) => `/rides/${ride.id}/cancel` },
  'GET /drivers/nearest': { path: () => '/drivers/nearest?lat=37.5&lng=127' },
  'GET /drivers?ids=': { path: () => `/drivers?ids=${OWN_DRIVER}` },
  'GET /drivers/{id}': { path: () => `/drivers/${OWN_DRIVER}` },
  'GET /drivers/{id}/current-ride': { path: () => `/drivers/${OWN_DRIVER}/current-ride` },
  'GET /drivers/{id}/current-ride/comparison': {
    path: () => `/drivers/${OWN_DRIVER}/current-ride/comparison`,
  },
  'GET /ride-copy/{rideId}': {
    ride: 'ASSIGNED',
    path: ({ ride }) => `/ride-copy/${ride.id}`,
    only: 'service',
  },
  'POST /erasures': { path: () => '/erasures', body: ({ riderId }) => ({ riderId }), only: 'service' },
  'POST /erasures/{id}/finish': { path: () => `/erasures/${randomUUID()}/finish`, only: 'service' },
};

/** A scene without a ride. */
export const NOWHERE: Scene = {
  riderId: '',
  driverId: '',
  ride: { id: '', status: '', version: 0 },
  assignmentId: '',
};
