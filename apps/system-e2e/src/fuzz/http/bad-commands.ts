import fc from 'fast-check';
import { requestBytes } from '../../running-system/http-wire';
import { between, type Kind, word } from '../kinds';
import {
  dispatcherRequest,
  type BadRequest,
  bearer,
  HOST,
  type HttpWorld,
  JSON_TYPE,
  RIDE_DOORS,
  ROUTES,
  routeAtDoor,
} from './http-doors';
import { goodRides } from './ride-requests';

const INVALID_KEYS = ['', ' ', 'a b', '\u00e9', 'k'.repeat(256), 'k'.repeat(5_000), 'a\tb', '"a b"'];
const INVALID_TAGS = [
  ...[
    '',
    '3',
    'W/"3"',
    '"x"',
    '""',
    '"3", 4',
    '"-1"',
    '"99999999999"',
    "'3'",
    '"3" "4"',
    '"3",',
    '*,"3"',
    '"3.0"',
    '**',
    '"ride 1.3"',
    'ride-1.3',
    '".3"',
  ],
];

/** Commands that must be refused because of their headers, their body or their caller. */
export function badCommands(world: HttpWorld): readonly Kind<BadRequest>[] {
  const rideDoor = fc.constantFrom(...RIDE_DOORS);
  const text = goodRides.map((ride) => JSON.stringify(ride));
  const commands = routeAtDoor([ROUTES.start, ROUTES.complete, ROUTES.cancel]);
  return [
    {
      title: 'an invalid idempotency key',
      inputs: fc.tuple(rideDoor, fc.constantFrom(...INVALID_KEYS), text).map(([door, key, body]) => ({
        door,
        pieces: [
          dispatcherRequest(
            world,
            'POST',
            '/rides',
            [JSON_TYPE, ['idempotency-key', key]],
            Buffer.from(body),
          ),
        ],
        statuses: [400],
      })),
    },
    {
      title: 'an invalid If-Match',
      inputs: fc.tuple(commands, fc.constantFrom(...INVALID_TAGS)).map(([{ route, door, pick }, tag]) => ({
        door,
        pieces: [dispatcherRequest(world, 'POST', route.path(world, pick), [['if-match', tag]])],
        statuses: [400],
      })),
    },
    {
      title: 'a version that never existed',
      inputs: fc.tuple(commands, between(1_000, 999_999)).map(([{ route, door, pick }, version]) => ({
        door,
        pieces: [dispatcherRequest(world, 'POST', route.path(world, pick), [['if-match', `"${version}"`]])],
        statuses: [412],
      })),
    },
    {
      title: 'an invalid body of an assignment',
      inputs: fc
        .tuple(
          fc.nat(10_000),
          fc.oneof(
            fc.constantFrom(
              '[]',
              '5',
              '"d-1"',
              'true',
              '{"driverId":5}',
              '{"driverId":null}',
              '{"driverId":""}',
            ),
            word().map((name) => `{"x${name}":1}`),
            fc.constantFrom(
              '{"driverId":"a.b"}',
              '{"driverId":"*"}',
              '{"driverid":"d-1"}',
              '{"driverId":["d-1"]}',
            ),
          ),
        )
        .map(([pick, body]) => ({
          door: 'gateway' as const,
          pieces: [
            dispatcherRequest(
              world,
              'POST',
              ROUTES.assignment.path(world, pick),
              [JSON_TYPE],
              Buffer.from(body),
            ),
          ],
          statuses: [400],
        })),
    },
    {
      title: 'an invalid order of an erasure',
      inputs: fc
        .oneof(
          fc.constantFrom('[]', '5', 'null', '{}', '{"riderId":5}', '{"riderId":""}', '{"riderId":["r-1"]}'),
          fc.constantFrom('{"riderId":"a.b"}', '{"riderid":"r-1"}', '{"riderId":"r-1","x":1}'),
          between(65, 200).map((size) => JSON.stringify({ riderId: 'r'.repeat(size) })),
        )
        .map((body) => ({
          door: 'ride-service' as const,
          pieces: [dispatcherRequest(world, 'POST', '/erasures', [JSON_TYPE], Buffer.from(body))],
          statuses: [400],
        })),
    },
    {
      title: "a ride in another rider's name",
      inputs: fc.tuple(rideDoor, text).map(([door, body]) => ({
        door,
        pieces: [requestBytes('POST', '/rides', [HOST, bearer(world.rider), JSON_TYPE], Buffer.from(body))],
        statuses: [403],
      })),
    },
  ];
}
