import fc from 'fast-check';
import { between, type Kind, word } from '../kinds';
import {
  dispatcherRequest,
  type BadRequest,
  type Door,
  type HttpWorld,
  type Route,
  ROUTES,
  routeAtDoor,
} from './http-doors';
import { PARAMETERS } from './query-parameters';

/** Parameters that a route requires. */
const NEEDED: readonly { route: Route; parameters: Readonly<Record<string, string>> }[] = [
  { route: ROUTES.nearest, parameters: { lat: '37.5', lng: '127' } },
  { route: ROUTES.drivers, parameters: { ids: 'd-1' } },
];

const target = (
  world: HttpWorld,
  route: Route,
  pick: number,
  pairs: readonly (readonly [string, string])[],
): string => {
  const [path = ''] = route.path(world, pick).split('?');
  const given = new Set(pairs.map(([name]) => name));
  const needed = NEEDED.find((one) => one.route === route)?.parameters ?? {};
  const others = Object.entries(needed).filter(([name]) => !given.has(name));
  const query = [...others, ...pairs].map(([name, value]) => `${name}=${value}`).join('&');
  return query === '' ? path : `${path}?${query}`;
};

const NO_VERSIONS = [
  '',
  '3',
  '"3"',
  '*',
  'W/"r-1.3"',
  'r-1',
  'r-1.',
  'r-1.0',
  'r-1.3x',
  '"r-1.3',
  'r 1.3',
  'r-1.12345678901',
  'r-1.3, r-1.4',
  `${'r'.repeat(65)}.3`,
  `r-1.${'3'.repeat(5_000)}`,
  '\u00e9.3',
];

/** Query parameters that are invalid, missing, repeated or unknown, and versions that no answer can have seen. */
export function badQueries(world: HttpWorld): readonly Kind<BadRequest>[] {
  const parameter = fc
    .constantFrom(...PARAMETERS.flatMap((one) => one.route.doors.map((door) => ({ ...one, door }))))
    .chain((one) => fc.nat(10_000).map((pick) => ({ ...one, pick })));
  const refused = (door: Door, path: string, field?: string): BadRequest => ({
    door,
    pieces: [dispatcherRequest(world, 'GET', path)],
    statuses: [400],
    field,
  });
  const currentRide = routeAtDoor([ROUTES.currentRide]);
  const atLeast = ({ route, pick }: { route: Route; pick: number }, version: string): Buffer[] => [
    dispatcherRequest(world, 'GET', route.path(world, pick), [['if-version-at-least', version]]),
  ];
  const getters = Object.values(ROUTES).filter(({ methods }) => methods.some((method) => method === 'GET'));
  return [
    {
      title: 'an invalid value',
      inputs: parameter.chain(({ route, name, bad, door, pick }) =>
        fc
          .constantFrom(...bad)
          .map((value) => refused(door, target(world, route, pick, [[name, value]]), name)),
      ),
    },
    {
      title: 'a repeated parameter',
      inputs: parameter.map(({ route, name, good, door, pick }) =>
        refused(
          door,
          target(world, route, pick, [
            [name, good],
            [name, good],
          ]),
          name,
        ),
      ),
    },
    {
      title: 'a parameter with brackets',
      inputs: fc
        .tuple(parameter, fc.constantFrom('[]', '[0]', '[a]', '%5B%5D', '.0'))
        .map(([{ route, name, good, door, pick }, brackets]) =>
          refused(door, target(world, route, pick, [[`${name}${brackets}`, good]])),
        ),
    },
    {
      title: 'an unknown parameter',
      inputs: fc
        .tuple(routeAtDoor(getters), word(), fc.constantFrom('', 'x', 'true', '%00'))
        .map(([{ route, door, pick }, name, value]) =>
          refused(door, target(world, route, pick, [[`x${name}`, value]]), `x${name}`),
        ),
    },
    {
      title: 'a parameter in another case',
      inputs: parameter.map(({ route, name, good, door, pick }) =>
        refused(door, target(world, route, pick, [[name.toUpperCase(), good]])),
      ),
    },
    {
      title: 'a parameter without a value',
      inputs: parameter.map(({ route, name, door, pick }) =>
        refused(door, target(world, route, pick, [[name, '']]), name),
      ),
    },
    {
      title: 'a missing parameter',
      inputs: fc
        .constantFrom<Door>('gateway', 'driver-service')
        .chain((door) =>
          fc
            .constantFrom(
              '/drivers',
              '/drivers/nearest',
              '/drivers/nearest?lat=1',
              '/drivers/nearest?lng=1',
              '/drivers?',
            )
            .map((path) => refused(door, path)),
        ),
      most: 10,
    },
    {
      title: 'an invalid If-Version-At-Least',
      inputs: fc.tuple(currentRide, fc.constantFrom(...NO_VERSIONS)).map(([one, version]) => ({
        door: one.door,
        pieces: atLeast(one, version),
        statuses: [400],
        field: 'If-Version-At-Least',
      })),
    },
    {
      title: 'a version at least that never existed',
      inputs: fc
        .tuple(currentRide, fc.oneof(fc.constantFrom(...world.rideIds), word()), between(1_000, 999_999))
        .map(([one, ride, version]) => ({
          door: one.door,
          pieces: atLeast(one, `"${ride}.${version}"`),
          statuses: [412],
        })),
    },
    {
      title: 'too many ids',
      inputs: fc
        .tuple(fc.constantFrom<Door>('gateway', 'driver-service'), between(101, 900))
        .map(([door, count]) =>
          refused(
            door,
            `/drivers?ids=${Array.from({ length: count }, (_, nth) => `d-${nth}`).join(',')}`,
            'ids',
          ),
        ),
      most: 30,
    },
  ];
}
