import { aRideRequest, committedDocument, eventually } from '@ride-hailing/testing';
import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { isReady } from '../running-system/health';
import { call, must } from '../running-system/http';
import { exchange, requestBytes, type WireAnswer } from '../running-system/http-wire';
import { introduce } from '../running-system/rides';
import { type Ride, startSystem, type System } from '../running-system/system';
import { type Attempt, ATTEMPTS, NOWHERE, OWN_DRIVER, type Scene, type Status } from './attempts';
import { CALLERS, type Caller, permissionTable } from './permission-table';

const AT_ONCE = 1_000;
const MOST_PER_WINDOW = 600;
/** That of the last of them, on a machine that does other work too. */
const ALL_WITHIN_MS = 30_000;

type Headers = Record<string, string>;
/** Paths that Ride Service has; the others are Driver Service's. */
const OF_RIDE_SERVICE = /^\/(rides|erasures)/;
/** Requests that need no token. */
const PUBLIC = ['GET /', 'GET /health'];

/** Sends a path unchanged; fetch would normalise it. */
async function getUnchanged(base: string, path: string, headers: Headers): Promise<WireAnswer> {
  const lines = Object.entries({ host: new URL(base).host, ...headers });
  const answer = await exchange(base, [requestBytes('GET', path, lines)]);
  if (typeof answer === 'string') throw new Error(`${path} was not answered: ${answer}`);
  return answer;
}

describe('the public door', () => {
  let system: System;
  let doors: { name: string; url: string; path: string }[];
  let scenes = 0;

  beforeAll(async () => {
    // A thousand requests fit into this window, however busy the machine is.
    const limits = { RATE_LIMIT_REQUESTS: String(MOST_PER_WINDOW), RATE_LIMIT_WINDOW_MS: '60000' };
    system = await startSystem({ env: { gateway: limits } });
    doors = [
      { name: 'gateway', url: system.gateway, path: '/rides?limit=1' },
      { name: 'gateway', url: system.gateway, path: '/drivers?ids=d-own' },
      { name: 'ride-service', url: system.rideService, path: '/rides?limit=1' },
      { name: 'driver-service', url: system.driverService, path: '/drivers?ids=d-own' },
    ];
    await introduce(system, [OWN_DRIVER]);
    await untilKnown(OWN_DRIVER);
  }, 120_000);
  afterAll(() => system.stop());

  const untilKnown = (driverId: string) =>
    eventually(async () => (await call(`${system.driverService}/drivers/${driverId}`)).status === 200);

  /** A rider and a driver of their own for one test, with a ride in the given status. */
  async function scene(status?: Status): Promise<Scene> {
    scenes += 1;
    const [riderId, driverId] = [`r-${scenes}`, `d-${scenes}`];
    if (!status) return { ...NOWHERE, riderId, driverId };
    const rides = `${system.gateway}/rides`;
    const ride = await must<Ride>(rides, { method: 'POST', body: aRideRequest({ riderId }) });
    // This driver is free; others may be on rides, or silent for too long.
    await introduce(system, [driverId]);
    await untilKnown(driverId);
    if (status === 'REQUESTED') return { ...NOWHERE, riderId, driverId, ride };
    const { id: assignmentId } = await must<{ id: string }>(`${rides}/${ride.id}/assignment`, {
      method: 'POST',
      headers: await system.as('rider', riderId),
    });
    const { driverId: assigned } = await must<{ driverId: string }>(`${rides}/${ride.id}`);
    if (status === 'IN_PROGRESS') await must(`${rides}/${ride.id}/start`, { method: 'POST' });
    return { riderId, driverId: assigned, ride, assignmentId };
  }

  const ownIdOf = (caller: Caller, { riderId, driverId, ride }: Scene): string => {
    if (caller === 'rider') return riderId;
    return ride.id === '' ? OWN_DRIVER : driverId;
  };

  it('The running services serve exactly the committed OpenAPI documents', async () => {
    for (const [service, url] of [
      ['gateway', system.gateway],
      ['ride-service', system.rideService],
      ['driver-service', system.driverService],
    ]) {
      const served = await must<object>(`${url}/docs-json`);
      expect([service, served]).toEqual([service, committedDocument(`${service}.openapi.json`)]);
    }
  });

  describe('permits what docs/who-may-do-what.md says, and nothing else', () => {
    const table = permissionTable();

    it('docs/who-may-do-what.md lists every request that the gateway and the services accept', async () => {
      expect(table.map(({ request }) => request)).toEqual(Object.keys(ATTEMPTS));
      const documented = new Set<string>();
      for (const url of [system.gateway, system.rideService, system.driverService]) {
        const { paths } = await must<{ paths: Record<string, object> }>(`${url}/docs-json`);
        for (const [path, methods] of Object.entries(paths))
          for (const method of Object.keys(methods)) documented.add(`${method.toUpperCase()} ${path}`);
      }
      const inTable = table.map(({ request }) => request.replace('?ids=', ''));
      expect([...documented].sort()).toEqual([...inTable, ...PUBLIC].sort());
    });

    const cells = table.flatMap(({ request, permissions }) =>
      CALLERS.flatMap((caller) =>
        (['own', 'foreign'] as const).map((whose) => ({
          ...{ request, caller, whose },
          permission: permissions[caller],
        })),
      ),
    );

    it.each(cells)(
      'answers $request by a $caller about $whose objects as docs/who-may-do-what.md says: $permission',
      async ({ request, caller, whose, permission }) => {
        const [method = ''] = request.split(' ');
        const { ride, path, body, found, only } = ATTEMPTS[request] as Attempt;
        for (const [name, base] of [
          ['gateway', system.gateway],
          ['service', OF_RIDE_SERVICE.test(path(NOWHERE)) ? system.rideService : system.driverService],
        ] as const) {
          const place = await scene(ride);
          const sub = whose === 'own' ? ownIdOf(caller, place) : `x-${scenes}`;
          const ask = async () =>
            call(base + path(place), {
              method,
              headers: await system.as(caller, sub),
              body: body?.(place),
            });
          const expected = permission === 'any' || (permission === 'own' && whose === 'own');
          if (only && only !== name) {
            expect((await ask()).status).toBe(404);
            continue;
          }
          if (only === 'service' && expected) await eventually(async () => (await ask()).status === 200);
          const answer = await ask();
          const allowed = answer.status < 300 && (found?.(answer.body, place) ?? true);
          expect([name, answer.status, allowed]).toEqual([name, answer.status, expected]);
          if (expected) continue;
          if (found && permission === 'own') expect(answer.status).toBe(200);
          else expect(answer.headers.get('content-type')).toContain('application/problem+json');
          if (permission === 'no') expect([name, answer.status]).toEqual([name, 403]);
          else if (!found) expect([403, 404]).toContain(answer.status);
        }
      },
    );
  });

  describe('at the gateway and at the services', () => {
    const sign = (key: KeyObject, claims: Record<string, unknown> = {}, alg = 'ES256'): Promise<string> =>
      new SignJWT({ role: 'dispatcher', sub: 'x', aud: 'ride-hailing', ...claims })
        .setProtectedHeader({ alg })
        .setExpirationTime('1h')
        .sign(key);
    const own = (): KeyObject => createPrivateKey(Buffer.from(system.tokenKeys().privateKey, 'base64'));
    const withSecret = (): string => {
      const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
      const exp = Math.floor(Date.now() / 1_000) + 600;
      const claims = { role: 'dispatcher', sub: 'x', aud: 'ride-hailing', exp };
      const text = `${encoded({ alg: 'HS256' })}.${encoded(claims)}`;
      const secret = Buffer.from(system.tokenKeys().publicKey, 'base64');
      return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    };
    const unsigned = async (): Promise<string> => {
      const [, claims] = (await sign(own())).split('.');
      return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
    };
    const bad: Record<string, () => Promise<string> | string> = {
      'no token': () => '',
      'a token that has expired': async () =>
        (await system.as('dispatcher', 'x', -1)).authorization.slice('Bearer '.length),
      'a token for another audience': () => sign(own(), { aud: 'elsewhere' }),
      'a token without a signature': unsigned,
      'a token signed with the public key as secret': withSecret,
      'a token of another key': () => sign(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
      'a token with a role that is not known': () => sign(own(), { role: 'admin' }),
      garbage: () => 'garbage',
    };

    it.each(Object.keys(bad))('answers 401 to %s', async (what) => {
      const token = (await bad[what]?.()) ?? '';
      for (const { name, url, path } of doors) {
        const authorization = token === '' ? '' : `Bearer ${token}`;
        const answer = await call<{ requestId: string }>(url + path, { headers: { authorization } });
        expect([name, answer.status]).toEqual([name, 401]);
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
        expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
      }
      expect((await call(`${system.gateway}/rides?limit=1`)).status).toBe(200);
    });

    it('answers 403 to a rider who names the driver of an assignment', async () => {
      const { ride, riderId, driverId } = await scene('REQUESTED');
      const ask = { method: 'POST', headers: await system.as('rider', riderId), body: { driverId } };
      expect((await call(`${system.gateway}/rides/${ride.id}/assignment`, ask)).status).toBe(403);
    });

    const post = async (url: string, body: string): Promise<{ status: number; type: string | null }> => {
      const headers = { ...(await system.as('dispatcher', 'x')), 'content-type': 'application/json' };
      const response = await fetch(`${url}/rides`, { method: 'POST', headers, body });
      await response.text();
      return { status: response.status, type: response.headers.get('content-type') };
    };

    it.each([
      ['a body that is too large', 413, `{"notes":"${'x'.repeat(200_000)}"}`],
      ['malformed JSON', 400, '{"riderId":'],
      ['fields that nobody knows', 400, '{"admin":true}'],
    ])('refuses %s', async (_what, status, body) => {
      for (const url of [system.gateway, system.rideService]) {
        const answer = await post(url, body);
        expect(answer).toEqual({ status, type: expect.stringContaining('problem+json') as string });
      }
    });

    it('answers 431 to headers that are too large', async () => {
      for (const { name, url, path } of doors) {
        const { status, headers } = await getUnchanged(url, path, { 'x-long': 'y'.repeat(20_000) });
        expect([name, status, headers['content-type']]).toEqual([name, 431, 'application/problem+json']);
      }
    });

    it.each([
      '/rides/a.b',
      '/rides/*',
      '/rides/%3E',
      '/rides/>',
      '/rides/a%20b',
      '/rides/not-a-uuid/journey',
      '/drivers/a.b',
      '/drivers/*/current-ride',
      '/drivers/%3e/current-ride',
      '/drivers/a%20b/current-ride',
      '/drivers/a.b/current-ride/comparison',
      '/drivers?ids=a.b,*',
      '/ride-copy/a.b',
      '/rides/../metrics',
      '/rides/%2e%2e/metrics',
      '/rides/%2e%2e%2fmetrics',
      '/rides%2f..%2fmetrics',
      '/rides/..\\metrics',
      '/drivers/./../metrics',
      '//metrics',
      '/rides/%00',
      '/rides/%zz',
    ])('refuses the path %s', async (path) => {
      const dispatcher: Headers = await system.as('dispatcher', 'x');
      for (const url of [system.gateway, system.rideService, system.driverService]) {
        const { status, headers, body } = await getUnchanged(url, path, dispatcher);
        expect([400, 404]).toContain(status);
        expect(headers['content-type']).toContain('application/problem+json');
        expect(body).not.toMatch(/process_cpu|"drivers":|"rides":/);
      }
    });
  });

  it('answers each of 1,000 simultaneous requests properly or with a refusal, and works as before afterwards', async () => {
    for (const [index, { name, url, path }] of doors.entries()) {
      const crowd = { headers: await system.as('dispatcher', `crowd-${index}`), withinMs: ALL_WITHIN_MS };
      const statuses = await Promise.all(
        Array.from({ length: AT_ONCE }, async () => (await call(url + path, crowd)).status),
      );
      const counts: Record<number, number> = {};
      for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
      console.log(`${name}${path}: ${JSON.stringify(counts)} of ${AT_ONCE}`);
      // 504: the service did not answer within the gateway's deadline.
      const others = Object.keys(counts).filter((status) => !['200', '429', '503', '504'].includes(status));
      expect([name, others]).toEqual([name, []]);
      expect(counts[200]).toBeGreaterThan(0);
      expect(counts[429] ?? 0).toBe(name === 'gateway' ? AT_ONCE - MOST_PER_WINDOW : 0);
      await eventually(() => isReady(url));
      expect((await call(url + path, { headers: await system.as('dispatcher', 'after') })).status).toBe(200);
    }
  }, 150_000);
});
