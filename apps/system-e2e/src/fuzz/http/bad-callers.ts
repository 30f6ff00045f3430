import fc from 'fast-check';
import { type HeaderLine, requestBytes } from '../../running-system/http-wire';
import { type Kind, word } from '../kinds';
import {
  type BadRequest,
  bearer,
  type Door,
  HOST,
  type HttpWorld,
  routeAtDoor,
  type Route,
  ROUTES,
} from './http-doors';

/** Callers without a valid token, and callers whose role does not permit the request. */
export function badCallers(world: HttpWorld): readonly Kind<BadRequest>[] {
  const place = routeAtDoor();
  const ask = (route: Route, pick: number, who: readonly HeaderLine[]): Buffer =>
    requestBytes(route.methods[0] ?? 'GET', route.path(world, pick), [HOST, ...who]);
  const unknown = (title: string, who: fc.Arbitrary<readonly HeaderLine[]>): Kind<BadRequest> => ({
    title,
    inputs: fc.tuple(place, who).map(([{ route, door, pick }, lines]) => ({
      door,
      pieces: [ask(route, pick, lines)],
      statuses: [401],
    })),
  });
  const { dispatcher } = world;
  const [head = '', claims = '', signature = ''] = dispatcher.split('.');
  const forbidden = (role: 'rider' | 'driver', routes: readonly Route[]): Kind<BadRequest> => ({
    title: `what is not for a ${role}`,
    inputs: routeAtDoor(routes).map(({ route, door, pick }) => ({
      door,
      pieces: [ask(route, pick, [bearer(world[role])])],
      statuses: [403],
    })),
  });
  return [
    unknown(
      'no token',
      word().map((id): HeaderLine[] => [['x-request-id', id]]),
    ),
    unknown(
      'an invalid token',
      fc.constantFrom(...world.badTokens).map((token) => [bearer(token)]),
    ),
    unknown(
      'a token with one letter changed',
      fc.tuple(fc.nat(dispatcher.length - 20), fc.constantFrom('A', 'b', '0', '_')).map(([at, letter]) => {
        const changed = dispatcher[at] === letter ? 'z' : letter;
        return [bearer(`${dispatcher.slice(0, at)}${changed}${dispatcher.slice(at + 1)}`)];
      }),
    ),
    unknown(
      'a token with wrong parts',
      fc
        .constantFrom(
          ...[`${head}.${claims}`, `${head}.${claims}.`, `.${claims}.${signature}`, `${head}..${signature}`],
          ...[
            `${head}.${claims}.${signature}.${signature}`,
            `${claims}.${head}.${signature}`,
            '..',
            '.',
            'null',
          ],
        )
        .map((token) => [bearer(token)]),
    ),
    unknown(
      'another scheme',
      fc
        .tuple(
          fc.constantFrom('Basic', 'bearer:', 'Token', 'Bearer  ', 'Bearer,', 'Negotiate', 'JWT', ''),
          word(),
        )
        .map(([scheme, id]): HeaderLine[] => [
          ['authorization', `${scheme} ${dispatcher}`],
          ['x-request-id', id],
        ]),
    ),
    unknown(
      'text that is not a token',
      fc.stringMatching(/^[!-~]{1,200}$/).map((text): HeaderLine[] => [['authorization', text]]),
    ),
    unknown(
      'a token that is too long',
      fc.integer({ min: 2_049, max: 9_000 }).map((size) => [bearer('a'.repeat(size))]),
    ),
    unknown(
      'a token in another header',
      fc
        .constantFrom('x-authorization', 'cookie', 'proxy-authorization', 'x-access-token', 'token')
        .map((name): HeaderLine[] => [[name, `Bearer ${dispatcher}`]]),
    ),
    forbidden('rider', [
      ROUTES.start,
      ROUTES.complete,
      ROUTES.drivers,
      ROUTES.driver,
      ROUTES.currentRide,
      ROUTES.comparison,
      ROUTES.copy,
      ROUTES.erasures,
      ROUTES.erasureEnd,
    ]),
    forbidden('driver', [
      ROUTES.cancel,
      ROUTES.assignment,
      ROUTES.journey,
      ROUTES.nearest,
      ROUTES.drivers,
      ROUTES.comparison,
      ROUTES.copy,
      ROUTES.erasures,
      ROUTES.erasureEnd,
    ]),
    {
      title: 'a driver asking about another driver',
      inputs: fc
        .tuple(
          fc.constantFrom<Door>('gateway', 'driver-service'),
          word(),
          fc.constantFrom('', '/current-ride'),
        )
        .map(([door, id, after]) => ({
          door,
          pieces: [requestBytes('GET', `/drivers/x${id}${after}`, [HOST, bearer(world.driver)])],
          statuses: [403],
        })),
    },
    {
      title: "a rider looking for another's ride",
      inputs: fc.tuple(routeAtDoor([ROUTES.ride, ROUTES.journey])).map(([{ route, door, pick }]) => ({
        door,
        pieces: [ask(route, pick, [bearer(world.rider)])],
        statuses: [404],
      })),
    },
  ];
}
