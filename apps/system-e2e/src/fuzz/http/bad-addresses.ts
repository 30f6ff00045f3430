import fc from 'fast-check';
import { between, type Kind, word } from '../kinds';
import { dispatcherRequest, type BadRequest, type Door, DOORS, type HttpWorld } from './http-doors';

const ODD_PARTS = [
  ...[
    'a.b',
    '*',
    '%3E',
    '>',
    'a%20b',
    '%00',
    '%zz',
    '%',
    '%c0%ae',
    '%ff',
    '..%2fmetrics',
    '%2e%2e',
    '\u00ff',
    'a;b',
  ],
  ...[
    '%252e',
    "'--",
    '%0d%0aX:1',
    '%EF%BC%8E',
    '${7*7}',
    '{id}',
    ':id',
    '|',
    '^',
    '~',
    '[',
    'a,b',
    '%u0041',
    '"',
  ],
];

const uuid = fc.uuid();

/** Paths that do not exist, and invalid or unknown ids. */
export function badAddresses(world: HttpWorld): readonly Kind<BadRequest>[] {
  const door = fc.constantFrom(...DOORS);
  const get = (target: string, at: Door, statuses: readonly number[]): BadRequest => ({
    door: at,
    pieces: [dispatcherRequest(world, 'GET', target)],
    statuses,
  });
  const rideDoor = fc.constantFrom<Door>('gateway', 'ride-service');
  const driverDoor = fc.constantFrom<Door>('gateway', 'driver-service');
  const part = fc.oneof(
    fc.constantFrom(...ODD_PARTS),
    fc.tuple(word(1, 4), fc.constantFrom(...ODD_PARTS)).map(([before, odd]) => before + odd),
  );
  return [
    {
      title: 'an unknown path',
      inputs: fc
        .tuple(door, fc.array(word(), { minLength: 1, maxLength: 6 }))
        .map(([at, parts]) => get(`/x${parts.join('/')}`, at, [404])),
    },
    {
      title: 'an invalid part of a path',
      inputs: fc
        .tuple(
          door,
          fc.constantFrom('/rides/', '/drivers/', '/ride-copy/', '/assignments/'),
          part,
          fc.constantFrom('', '/journey', '/current-ride', '/current-ride/comparison', '/x'),
        )
        .map(([at, before, odd, after]) => get(before + odd + after, at, [400, 404])),
    },
    {
      title: 'a path that leads upwards',
      inputs: fc
        .tuple(
          door,
          fc.constantFrom('..', '%2e%2e', '.', '%2e', '..\\', '..;', '%2e.'),
          word(),
          fc.constantFrom('metrics', 'health/ready', 'docs-json', 'rides'),
        )
        .map(([at, up, name, target]) => get(`/rides/${name}/${up}/${up}/${target}`, at, [400, 404])),
    },
    {
      title: 'a path that is too long',
      inputs: fc
        .tuple(door, between(600, 9_000))
        .map(([at, size]) => get(`/rides/${'a'.repeat(size)}`, at, [400, 404, 414])),
      most: 30,
    },
    {
      title: 'an invalid ride id',
      inputs: fc
        .tuple(rideDoor, word(), fc.constantFrom('', '/journey'))
        .map(([at, id, after]) => get(`/rides/${id}${after}`, at, [400])),
    },
    {
      title: 'an unknown ride',
      inputs: fc
        .tuple(rideDoor, uuid, fc.constantFrom('', '/journey'))
        .map(([at, id, after]) => get(`/rides/${id}${after}`, at, [404])),
    },
    {
      title: 'a command for an unknown ride',
      inputs: fc
        .tuple(rideDoor, uuid, fc.constantFrom('start', 'complete', 'cancel'))
        .map(([at, id, command]) => ({
          door: at,
          pieces: [dispatcherRequest(world, 'POST', `/rides/${id}/${command}`)],
          statuses: [404],
        })),
    },
    {
      title: 'an assignment of an unknown ride',
      inputs: uuid.map((id) => ({
        door: 'gateway' as const,
        pieces: [dispatcherRequest(world, 'POST', `/rides/${id}/assignment`)],
        statuses: [404],
      })),
      most: 60,
    },
    {
      title: 'an unknown assignment',
      inputs: fc
        .oneof(
          uuid.map((id) => ({ id, statuses: [404] })),
          word().map((id) => ({ id, statuses: [400] })),
        )
        .map(({ id, statuses }) => get(`/assignments/${id}`, 'gateway', statuses)),
    },
    {
      title: 'an unknown driver',
      inputs: fc
        .tuple(driverDoor, word(), fc.constantFrom('', '/current-ride'))
        .map(([at, id, after]) => get(`/drivers/x${id}${after}`, at, [404])),
    },
    {
      title: 'a driver id that is too long',
      inputs: fc
        .tuple(driverDoor, between(65, 200), fc.constantFrom('', '/current-ride', '/current-ride/comparison'))
        .map(([at, size, after]) => get(`/drivers/${'d'.repeat(size)}${after}`, at, [400])),
    },
    {
      title: 'the copy of an unknown ride',
      inputs: uuid.map((id) => get(`/ride-copy/${id}`, 'driver-service', [404])),
    },
  ];
}
