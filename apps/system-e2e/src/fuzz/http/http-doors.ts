import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { type HeaderLine, requestBytes } from '../../running-system/http-wire';
import type { System } from '../../running-system/system';
import type { Kind } from '../kinds';

/** The servers that take HTTP requests. */
export const DOORS = ['gateway', 'ride-service', 'driver-service'] as const;
export type Door = (typeof DOORS)[number];

/** A request that must be refused. */
export interface BadRequest {
  readonly door: Door;
  readonly pieces: readonly Buffer[];
  /** The client closes its side of the connection after the last piece. */
  readonly ends?: boolean;
  /** The statuses that are a clear refusal of this input. */
  readonly statuses: readonly number[];
  /** The field that the answer must name, such as `pickup.lat`. */
  readonly field?: string;
}

/** Tokens and ids for requests that are valid apart from one fault. */
export interface HttpWorld {
  readonly dispatcher: string;
  readonly rider: string;
  readonly driver: string;
  /** Expired tokens, and tokens with invalid claims. */
  readonly badTokens: readonly string[];
  readonly rideIds: readonly string[];
  readonly driverIds: readonly string[];
}

/** A path, its methods (HEAD is implied by GET) and the services that have it. */
export interface Route {
  readonly doors: readonly Door[];
  readonly methods: readonly string[];
  readonly path: (world: HttpWorld, pick: number) => string;
}

const at = (list: readonly string[], pick: number): string => list[pick % list.length] ?? randomUUID();

export const ROUTES = {
  rides: { doors: ['gateway', 'ride-service'], methods: ['GET', 'POST'], path: () => '/rides' },
  ride: {
    doors: ['gateway', 'ride-service'],
    methods: ['GET'],
    path: ({ rideIds }, pick) => `/rides/${at(rideIds, pick)}`,
  },
  journey: {
    doors: ['gateway', 'ride-service'],
    methods: ['GET'],
    path: ({ rideIds }, pick) => `/rides/${at(rideIds, pick)}/journey`,
  },
  start: {
    doors: ['gateway', 'ride-service'],
    methods: ['POST'],
    path: ({ rideIds }, pick) => `/rides/${at(rideIds, pick)}/start`,
  },
  complete: {
    doors: ['gateway', 'ride-service'],
    methods: ['POST'],
    path: ({ rideIds }, pick) => `/rides/${at(rideIds, pick)}/complete`,
  },
  cancel: {
    doors: ['gateway', 'ride-service'],
    methods: ['POST'],
    path: ({ rideIds }, pick) => `/rides/${at(rideIds, pick)}/cancel`,
  },
  assignment: {
    doors: ['gateway'],
    methods: ['POST'],
    path: ({ rideIds }, pick) => `/rides/${at(rideIds, pick)}/assignment`,
  },
  assignments: { doors: ['gateway'], methods: ['GET'], path: () => `/assignments/${randomUUID()}` },
  drivers: {
    doors: ['gateway', 'driver-service'],
    methods: ['GET'],
    path: ({ driverIds }, pick) => `/drivers?ids=${at(driverIds, pick)}`,
  },
  nearest: {
    doors: ['gateway', 'driver-service'],
    methods: ['GET'],
    path: () => '/drivers/nearest?lat=37.5&lng=127',
  },
  driver: {
    doors: ['gateway', 'driver-service'],
    methods: ['GET'],
    path: ({ driverIds }, pick) => `/drivers/${at(driverIds, pick)}`,
  },
  currentRide: {
    doors: ['gateway', 'driver-service'],
    methods: ['GET'],
    path: ({ driverIds }, pick) => `/drivers/${at(driverIds, pick)}/current-ride`,
  },
  comparison: {
    doors: ['gateway', 'driver-service'],
    methods: ['GET'],
    path: ({ driverIds }, pick) => `/drivers/${at(driverIds, pick)}/current-ride/comparison`,
  },
  copy: {
    doors: ['driver-service'],
    methods: ['GET'],
    path: ({ rideIds }, pick) => `/ride-copy/${at(rideIds, pick)}`,
  },
  erasures: { doors: ['ride-service'], methods: ['POST'], path: () => '/erasures' },
  erasureEnd: {
    doors: ['ride-service'],
    methods: ['POST'],
    path: () => `/erasures/${randomUUID()}/finish`,
  },
} as const satisfies Record<string, Route>;

export const HOST: HeaderLine = ['host', '127.0.0.1'];

export const bearer = (token: string): HeaderLine => ['authorization', `Bearer ${token}`];

export const JSON_TYPE: HeaderLine = ['content-type', 'application/json'];

/** One of the routes at one of the services that have it. */
export const routeAtDoor = (
  routes: readonly Route[] = Object.values(ROUTES),
): fc.Arbitrary<{ route: Route; door: Door; pick: number }> => {
  const all = routes.flatMap((route) => route.doors.map((door) => ({ route, door })));
  return fc.tuple(fc.constantFrom(...all), fc.nat(10_000)).map(([one, pick]) => ({ ...one, pick }));
};

/** A request with the token of a dispatcher. */
export const dispatcherRequest = (
  { dispatcher }: HttpWorld,
  method: string,
  target: string,
  more: readonly HeaderLine[] = [],
  body?: Buffer,
): Buffer => requestBytes(method, target, [HOST, bearer(dispatcher), ...more], body);

export const RIDE_DOORS: readonly Door[] = ['gateway', 'ride-service'];

/** Bytes that every one of these services must refuse. */
export const rawAtDoors = (
  title: string,
  requests: fc.Arbitrary<Buffer>,
  {
    doors = DOORS,
    statuses = [400],
    ends,
    most,
  }: { doors?: readonly Door[]; statuses?: readonly number[]; ends?: boolean; most?: number } = {},
): Kind<BadRequest> => ({
  title,
  inputs: fc
    .tuple(fc.constantFrom(...doors), requests)
    .map(([door, bytes]) => ({ door, pieces: [bytes], statuses, ends })),
  most,
});

/** Valid and invalid tokens for a running system; `rideIds` is empty until rides exist. */
export async function worldOf(system: System, driverIds: readonly string[]): Promise<HttpWorld> {
  const token = async (...who: Parameters<System['as']>): Promise<string> =>
    (await system.as(...who)).authorization.slice('Bearer '.length);
  return {
    dispatcher: await token('dispatcher', 'fuzz'),
    rider: await token('rider', 'fuzz-rider'),
    driver: await token('driver', 'fuzz-driver'),
    badTokens: [await token('dispatcher', 'fuzz', -1), await token('rider', 'no id')],
    rideIds: [],
    driverIds,
  };
}
