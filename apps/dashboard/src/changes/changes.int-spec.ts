import { RIDE_CHANGED_TYPE, rideChangedSubject } from '@ride-hailing/contracts';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { aRideChanged, eventually, rawHeaders, sendRaw } from '@ride-hailing/testing';
import { DashboardScene } from '../../test/dashboard-scene';
import { ServiceStandIn, type StandInAnswer, type StandInRequest } from '../../test/services.stand-in';
import type { Change } from '../page-api';

const RIDE = '01900000-0000-7000-8000-00000000000a';
const JSON_TYPE = { 'content-type': 'application/json' };
const PICKUP = { lat: 37.5, lng: 127 };

describe('a change that is watched', () => {
  const infrastructure = integrationInfrastructure();
  const { natsUrl } = infrastructure;
  const operator = infrastructure.credentials('operator');
  const { user, password } = infrastructure.credentials('dashboard');
  const gateway = new ServiceStandIn();
  const scene = new DashboardScene();
  let ride = { id: RIDE, status: 'REQUESTED', version: 1, driverId: null as string | null, pickup: PICKUP };
  let copyVersion = 1;
  let committedAt = '';
  let copyFollows = true;
  let refusal: StandInAnswer | undefined;

  const publish = (): Promise<void> => {
    const event = aRideChanged({ rideId: RIDE, driverId: ride.driverId, version: ride.version });
    return sendRaw({ url: natsUrl, ...operator }, [
      {
        subject: rideChangedSubject(RIDE),
        data: JSON.stringify(event),
        headers: rawHeaders(`ce-type: ${RIDE_CHANGED_TYPE}`),
      },
    ]);
  };
  const change = async (status: string, body: unknown): Promise<StandInAnswer> => {
    if (refusal) return refusal;
    ride = { ...ride, status, version: ride.version + 1, driverId: 'd-1' };
    committedAt = new Date().toISOString();
    if (copyFollows) copyVersion = ride.version;
    await publish();
    return { body: body ?? ride };
  };
  const currentRide = (query: URLSearchParams): StandInAnswer => {
    if (query.get('approach') === 'shared-files') return { status: 400, body: { detail: 'is not on here' } };
    const isUnderWay = ride.status !== 'REQUESTED' && ride.status !== 'COMPLETED';
    const shown = { id: RIDE, version: query.get('approach') === 'hybrid' ? copyVersion : ride.version };
    const details = { version: query.get('details') === 'false' ? null : shown.version };
    return { body: { ride: isUnderWay ? shown : null, sources: { details } } };
  };
  const answer = ({ method, path }: StandInRequest): StandInAnswer | Promise<StandInAnswer> => {
    const { pathname, searchParams } = new URL(path, 'http://x');
    if (method === 'POST' && pathname === '/rides') {
      ride = { ...ride, status: 'REQUESTED', version: 1, driverId: null };
      copyVersion = 1;
      return { status: 201, body: ride };
    }
    if (pathname === '/drivers/nearest') return { body: { drivers: [{ driverId: 'd-1' }] } };
    if (pathname.endsWith('/assignment')) return change('ASSIGNED', { id: 'an assignment', driverId: 'd-1' });
    if (pathname.endsWith('/start')) return change('IN_PROGRESS', undefined);
    if (pathname.endsWith('/complete')) return change('COMPLETED', undefined);
    if (pathname.endsWith('/current-ride')) return currentRide(searchParams);
    if (pathname.endsWith('/journey')) {
      const versions = [{ version: ride.version, committedAt, publishedAt: committedAt }];
      const copy = { version: copyVersion, appliedAt: new Date().toISOString() };
      return { body: { versions, copy, sources: { copy: { reason: null } } } };
    }
    return pathname === `/rides/${RIDE}` ? { body: ride } : { status: 404, body: { detail: 'none' } };
  };
  const make = (order: { rideId?: string } = {}) =>
    scene.ask('/api/changes', { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(order) });
  const ended = (id: string): Promise<Change> =>
    eventually(async () => {
      const seen = await scene.json<Change>(`/api/changes/${id}`);
      return seen.done && seen;
    });
  const watched = async (order?: { rideId?: string }): Promise<Change> =>
    ended((JSON.parse((await make(order)).text) as Change).id);
  const trackOf = ({ tracks }: Change, name: string) => tracks.find((track) => track.name === name);

  beforeAll(async () => {
    gateway.answer = answer;
    const approaches = ['hybrid', 'sync-api', 'shared-files'] as const;
    await scene.start({
      gatewayUrl: [await gateway.start()],
      natsUrl,
      natsUser: user,
      natsPassword: password,
      approaches,
    });
    await eventually(async () => (await scene.ask('/health/ready')).status === 200);
  });
  afterAll(async () => {
    await scene.stop();
    await gateway.stop();
  });

  it('gives a new ride to the nearest driver, and shows when each place has the new version', async () => {
    gateway.asked.length = 0;
    const seen = await watched();
    expect(seen).toMatchObject({
      ...{ rideId: RIDE, driverId: 'd-1', problem: null },
      ...{ from: { status: 'REQUESTED', version: 1 }, to: { status: 'ASSIGNED', version: 2 } },
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
    expect(seen.tracks.map(({ name }) => name)).toEqual([
      'owner',
      'outbox',
      'stream',
      'copy',
      'cache',
      'hybrid',
      'sync-api',
      'shared-files',
    ]);
    for (const name of ['owner', 'outbox', 'stream', 'copy', 'cache', 'hybrid', 'sync-api']) {
      const track = trackOf(seen, name);
      expect([name, track?.reason, track?.marks.at(-1)?.version]).toEqual([name, null, 2]);
      expect(track?.delayMs).toBeGreaterThanOrEqual(0);
    }
    expect(trackOf(seen, 'owner')?.marks).toEqual([
      { atMs: expect.any(Number) as number, version: 1 },
      { atMs: expect.any(Number) as number, version: 2 },
    ]);
    expect(trackOf(seen, 'owner')?.marks[0]?.atMs).toBeLessThan(0);
    expect(trackOf(seen, 'shared-files')).toMatchObject({ delayMs: null, reason: 'is not on here' });
    const assignment = gateway.asked.find(({ path }) => path.endsWith('/assignment'));
    expect([assignment?.body, assignment?.headers.traceparent]).toEqual([
      '{"driverId":"d-1"}',
      expect.stringMatching(new RegExp(`^00-${seen.traceId}-[0-9a-f]{16}-01$`)),
    ]);
    const polls = gateway.asked.filter(({ path }) => path.includes('/current-ride'));
    expect(polls.every(({ headers }) => String(headers.traceparent).endsWith('-00'))).toBe(true);
  }, 40_000);

  it('goes on with the next change of a ride, and takes a ride that is nobody’s for its end', async () => {
    expect((await watched({ rideId: RIDE })).to).toEqual({ status: 'IN_PROGRESS', version: 3 });
    const end = await watched({ rideId: RIDE });
    expect(end.to).toEqual({ status: 'COMPLETED', version: 4 });
    expect(trackOf(end, 'sync-api')?.marks.at(-1)?.version).toBe(4);
    const { status, text } = await make({ rideId: RIDE });
    expect([status, JSON.parse(text)]).toEqual([
      409,
      expect.objectContaining({ detail: 'The ride is COMPLETED, and nothing changes any more.' }),
    ]);
  }, 60_000);

  it('says why a change could not be made', async () => {
    refusal = { status: 409, body: { detail: 'The driver is not free.' } };
    expect(await watched()).toMatchObject({ to: null, problem: 'The driver is not free.', done: true });
  }, 40_000);

  describe('while the copy does not follow', () => {
    const made: string[] = [];

    beforeAll(async () => {
      gateway.asked.length = 0;
      refusal = undefined;
      copyFollows = false;
      for (const { text } of [await make(), await make()]) made.push((JSON.parse(text) as Change).id);
    });
    afterAll(() => (copyFollows = true));

    it('refuses a change while two others are watched, and one of a ride that is not known or of no id', async () => {
      expect((await make()).status).toBe(429);
      expect((await make({ rideId: 'x' })).status).toBe(400);
      expect((await scene.ask('/api/changes/01900000-0000-7000-8000-00000000000b')).status).toBe(404);
      await eventually(
        async () => (await make({ rideId: '01900000-0000-7000-8000-00000000000b' })).status === 404,
      );
    }, 40_000);

    it('ends after 10 s although the copy has not followed, with a bounded number of questions', async () => {
      for (const id of made) {
        const seen = await ended(id);
        expect(seen.untilMs).toBeGreaterThan(9_900);
        expect(trackOf(seen, 'copy')).toMatchObject({ delayMs: null });
      }
      expect(gateway.asked.length).toBeLessThan(made.length * 8 * 95);
    }, 40_000);
  });
});
