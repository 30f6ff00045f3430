import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { chunked, type HeaderLine } from '../../running-system/http-wire';
import { between, type Kind, word } from '../kinds';
import { dispatcherRequest, type Door, type HttpWorld, JSON_TYPE } from './http-doors';
import { goodRides } from './ride-requests';

/** A valid request for a ride. */
export interface GoodRide extends GoodRead {
  readonly ride: Record<string, unknown>;
}

export interface GoodRead {
  readonly door: Door;
  readonly pieces: readonly Buffer[];
}

const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'Application/JSON;Charset="UTF-8"',
  'application/json ;charset=UTF-8',
];

const LINES: readonly HeaderLine[] = [
  ['x-request-id', 'not an id at all'],
  ['traceparent', 'ff-00-00'],
  ['content-encoding', 'identity'],
  ['accept', 'image/png, */*;q=0.1'],
  ['accept-encoding', 'gzip, br'],
  ['expect', '100-continue'],
  ['cookie', 'a=\u00e9; b'],
  ['user-agent', ''],
  ['x-forwarded-for', "127.0.0.1, '; --"],
  ['range', 'bytes=0-1'],
];

const split = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );

/** Valid requests for rides, some of them with unusual headers or in unusual pieces. */
export function goodRideRequests(world: HttpWorld): readonly Kind<GoodRide>[] {
  const base = fc.tuple(
    fc.constantFrom<Door>('gateway', 'ride-service'),
    goodRides,
    fc.constantFrom(...TYPES).map((type): HeaderLine => ['content-type', type]),
    // The key keeps a retry after a 503 from making a second ride.
    fc.constantFrom(...LINES).map((line): HeaderLine[] => [line, ['idempotency-key', randomUUID()]]),
  );
  const body = (ride: object): Buffer => Buffer.from(JSON.stringify(ride));
  return [
    {
      title: 'a ride',
      inputs: base.map(([door, ride, type, lines]) => ({
        door,
        ride,
        pieces: [dispatcherRequest(world, 'POST', '/rides', [type, ...lines], body(ride))],
      })),
    },
    {
      title: 'a ride in chunks',
      inputs: fc.tuple(base, between(1, 200)).map(([[door, ride, type, lines], size]) => ({
        door,
        ride,
        pieces: [
          dispatcherRequest(
            world,
            'POST',
            '/rides',
            [type, ...lines, ['transfer-encoding', 'chunked']],
            chunked(body(ride), size),
          ),
        ],
      })),
    },
    {
      title: 'a ride in pieces',
      inputs: fc.tuple(base, between(50, 400)).map(([[door, ride, type, lines], size]) => ({
        door,
        ride,
        pieces: split(dispatcherRequest(world, 'POST', '/rides', [type, ...lines], body(ride)), size),
      })),
    },
  ];
}

/** Requests that repeat the same ride with the same key, `each` times. */
export const repeatedRides = (world: HttpWorld, each: number): fc.Arbitrary<GoodRide[]> =>
  fc.tuple(goodRides, fc.stringMatching(/^[!-~]{20,60}$/)).map(([ride, key]) =>
    Array.from({ length: each }, (_, at) => ({
      door: at % 2 === 0 ? ('gateway' as const) : ('ride-service' as const),
      ride,
      pieces: [
        dispatcherRequest(
          world,
          'POST',
          '/rides',
          [JSON_TYPE, ['idempotency-key', key]],
          Buffer.from(JSON.stringify(ride)),
        ),
      ],
    })),
  );

/** Valid reads. */
export function goodReads(world: HttpWorld): readonly Kind<GoodRead>[] {
  const read = (title: string, doors: readonly Door[], paths: fc.Arbitrary<string>): Kind<GoodRead> => ({
    title,
    inputs: fc.tuple(fc.constantFrom(...doors), paths, word()).map(([door, path, id]) => ({
      door,
      pieces: [dispatcherRequest(world, 'GET', path, [['x-request-id', id]])],
    })),
  });
  const ride = fc.constantFrom(...world.rideIds);
  const rideDoors = ['gateway', 'ride-service'] as const;
  const driverDoors = ['gateway', 'driver-service'] as const;
  return [
    read(
      'a ride',
      rideDoors,
      ride.map((id) => `/rides/${id}`),
    ),
    read(
      'a ride id in capitals',
      rideDoors,
      ride.map((id) => `/rides/${id.toUpperCase()}`),
    ),
    read(
      'a journey',
      rideDoors,
      ride.map((id) => `/rides/${id}/journey`),
    ),
    read(
      'rides',
      rideDoors,
      between(1, 100).map((limit) => `/rides?limit=${limit}`),
    ),
    read(
      'drivers',
      driverDoors,
      fc.uniqueArray(word(), { minLength: 1, maxLength: 100 }).map((ids) => `/drivers?ids=${ids.join(',')}`),
    ),
    read(
      'the nearest drivers',
      driverDoors,
      fc
        .tuple(between(-90, 90), between(-180, 180))
        .map(([lat, lng]) => `/drivers/nearest?lat=${lat}.5`.replace('90.5', '90') + `&lng=${lng}`),
    ),
  ];
}
