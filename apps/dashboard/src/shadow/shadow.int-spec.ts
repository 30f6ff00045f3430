import { eventually } from '@ride-hailing/testing';
import { DashboardScene } from '../../test/dashboard-scene';
import { ServiceStandIn } from '../../test/services.stand-in';
import type { Shadow } from '../page-api';

const RIDE = '01900000-0000-7000-8000-00000000000a';
const PICKUP = { lat: 37.5, lng: 127 };

describe('the comparison in the background', () => {
  const gateway = new ServiceStandIn();
  const scene = new DashboardScene();
  let ownersVersion = 2;
  let changesMeanwhile = false;

  const set = (perSecond: unknown) =>
    scene.ask('/api/shadow', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ perSecond }),
    });
  const counts = async (perSecond: number): Promise<Shadow['approaches']> =>
    (JSON.parse((await set(perSecond)).text) as Shadow).approaches;

  beforeAll(async () => {
    const ride = { id: RIDE, status: 'ASSIGNED', pickup: PICKUP };
    gateway.answer = ({ path }) => {
      const { pathname, searchParams } = new URL(path, 'http://x');
      if (pathname === '/rides') {
        const isListed = searchParams.get('status') === 'ASSIGNED';
        return { body: { rides: isListed ? [{ ...ride, version: 2, driverId: 'd-1' }] : [] } };
      }
      if (pathname === `/rides/${RIDE}`) {
        if (changesMeanwhile) ownersVersion += 1;
        return { body: { ...ride, version: ownersVersion } };
      }
      const answered = (approach: string, version: number) => ({
        ...{ approach, tookMs: 3 },
        answer: { ride: { ...ride, version }, sources: { ride: { ageMs: 50 } } },
      });
      const failed = { approach: 'database-view', tookMs: 1_300, answer: null };
      return { body: { approaches: [answered('hybrid', 2), answered('sync-api', ownersVersion), failed] } };
    };
    const approaches = ['hybrid', 'sync-api', 'database-view'] as const;
    await scene.start({ gatewayUrl: [await gateway.start()], approaches });
  });
  afterAll(async () => {
    await scene.stop();
    await gateway.stop();
  });

  it('counts answers that differ from the owner’s, those that fail, ages and times, and ends at 0', async () => {
    ownersVersion = 3;
    await set(20);
    await eventually(() => gateway.asked.filter(({ path }) => path.includes('/comparison')).length >= 4);
    const seen = await counts(0);
    for (const { name, asked, mismatches, failed, ageP50Ms, tookP99Ms } of seen) {
      expect(asked).toBeGreaterThanOrEqual(3);
      expect([name, mismatches, failed]).toEqual([
        name,
        name === 'hybrid' ? asked : 0,
        name === 'database-view' ? asked : 0,
      ]);
      expect([ageP50Ms, tookP99Ms === null]).toEqual(name === 'database-view' ? [null, true] : [50, false]);
    }
    const before = gateway.asked.length;
    expect((await counts(0)).map(({ asked }) => asked)).toEqual(seen.map(({ asked }) => asked));
    expect(gateway.asked.length).toBe(before);
  });

  it('counts no mismatch when the owner changes between two looks, and starts again from 0', async () => {
    changesMeanwhile = true;
    gateway.asked.length = 0;
    await set(20);
    await eventually(() => gateway.asked.filter(({ path }) => path.includes('/comparison')).length >= 4);
    const [hybrid] = await counts(0);
    expect([hybrid?.mismatches, (hybrid?.asked ?? 0) < 30]).toEqual([0, true]);
  });

  it.each([[-1], [21], ['many'], [null]])('refuses a rate of %j', async (perSecond) => {
    expect((await set(perSecond)).status).toBe(400);
  });
});
