import { APPROACHES } from '@ride-hailing/contracts';
import { ApproachWorld } from '../../test/approach-world';
import { type Comparison, ComparisonDto } from './comparison.dto';

jest.setTimeout(60_000);

describe('the comparison of approaches', () => {
  let world: ApproachWorld;

  beforeAll(async () => {
    world = await ApproachWorld.prepare();
    await world.startService();
  }, 90_000);

  afterAll(() => world.stop());

  const pathOf = (driverId: string, query = '') => `/drivers/${driverId}/current-ride/comparison${query}`;

  const compare = async (driverId: string, query = ''): Promise<Comparison> => {
    const { status, body } = await world.component.get<Comparison>(pathOf(driverId, query));
    expect(status).toBe(200);
    expect(ComparisonDto.schema.parse(body)).toEqual(body);
    expect(body.approaches.map(({ approach }) => approach)).toEqual(APPROACHES);
    return body;
  };

  const outcomes = ({ approaches }: Comparison) =>
    Object.fromEntries(approaches.map(({ approach, outcome }) => [approach, outcome]));

  const onARide = async (): Promise<string> => {
    const driverId = world.newDriver();
    await world.commitAndPublish(world.ride(driverId));
    return driverId;
  };

  it('gives the answers of all approaches about one driver, which are equal when nothing has changed', async () => {
    const driverId = await onARide();
    const { reference, approaches } = await compare(driverId);
    expect(reference).toBe('sync-api');
    for (const { outcome, answer, problem, differs, behindBy, approach } of approaches) {
      expect({ outcome, problem, differs, behindBy }).toEqual({
        outcome: 'answered',
        problem: null,
        differs: [],
        behindBy: 0,
      });
      expect(answer).toMatchObject({ driverId, ride: { version: 2 }, sources: { approach } });
    }
  });

  it('names the fields in which an approach is behind its owner after a change that was not published', async () => {
    const driverId = await onARide();
    const fare = { amountMinor: 99_900, currency: 'KRW' };
    await world.owner.commit(world.ride(driverId, { status: 'IN_PROGRESS', version: 3, fare }));
    const { reference, approaches } = await compare(driverId);
    expect(reference).toBe('sync-api');
    const seen = Object.fromEntries(
      approaches.map(({ approach, differs, behindBy }) => [approach, { differs, behindBy }]),
    );
    const behind = { differs: ['ride.status', 'ride.version', 'details.fare.amountMinor'], behindBy: 1 };
    expect(seen).toMatchObject({
      'sync-api': { differs: [], behindBy: 0 },
      'database-view': { differs: [], behindBy: 0 },
      'event-replication': behind,
      'shared-files': behind,
      hybrid: { differs: ['ride.status', 'ride.version'], behindBy: 1 },
    });
  });

  it.each(['cut', 'silent'] as const)(
    'gives the answers of the other approaches within its deadline while the owner is %s',
    async (how) => {
      const driverId = await onARide();
      await world.without('owner', how, async () => {
        const startedAt = performance.now();
        const compared = await compare(driverId);
        expect(performance.now() - startedAt).toBeLessThan(compared.deadlineMs + 2_000);
        expect(compared.reference).toBe('database-view');
        expect(outcomes(compared)).toMatchObject({
          hybrid: 'answered',
          'sync-api': 'failed',
          'event-replication': 'answered',
          'database-view': 'answered',
        });
        const failed = compared.approaches.find(({ approach }) => approach === 'sync-api');
        expect(failed).toMatchObject({ answer: null, problem: { title: expect.any(String) as string } });
      });
    },
  );

  it('compares essential fields alone when details are not wanted', async () => {
    const { approaches } = await compare(await onARide(), '?details=false');
    for (const { answer } of approaches)
      expect(answer).toMatchObject({ ride: { version: 2 }, details: null });
  });

  it('answers 404 about a driver whom no approach knows, and 400 to an invalid query', async () => {
    expect((await world.component.get(pathOf(world.newDriver()))).status).toBe(404);
    for (const query of ['?cache=hope', '?details=perhaps', '?approach=hybrid']) {
      expect((await world.component.get(pathOf(world.newDriver(), query))).status).toBe(400);
    }
  });

  it('is for dispatchers alone: not for riders, and not for the driver who is asked about', async () => {
    const driverId = await onARide();
    const { tokens } = world.component;
    for (const headers of [await tokens.headers('driver', driverId), await tokens.headers('rider', 'r-1')]) {
      expect((await world.component.get(pathOf(driverId), headers)).status).toBe(403);
    }
  });

  const countOf = async (name: string): Promise<number> => {
    const { body } = await world.component.get<string>('/metrics');
    const found = body.split('\n').find((line) => line.startsWith(`${name} `));
    return Number(found?.split(' ')[1] ?? 0);
  };

  it('counts comparisons by themselves, and not as answers to callers', async () => {
    const driverId = await onARide();
    const answers = 'current_ride_answers_total{approach="sync-api",outcome="complete"}';
    const compared = 'current_ride_compared_total{approach="sync-api",outcome="reference"}';
    const before = [await countOf(answers), await countOf(compared)] as const;
    await compare(driverId);
    expect([await countOf(answers), await countOf(compared)]).toEqual([before[0], before[1] + 1]);
  });

  it('refuses comparisons beyond its limits with what is allowed, and calls the owner for none of those', async () => {
    const driverId = await onARide();
    await world.component.service.stop();
    await world.startService(APPROACHES, undefined, { comparisonsAtOnce: 2, comparisonsPerSecond: 3 });
    const burst = () =>
      Promise.all(Array.from({ length: 12 }, () => fetchComparison(world, pathOf(driverId))));
    let answers: Awaited<ReturnType<typeof burst>> = [];
    const calls = await world.ownerCalls(async () => (answers = await burst()));
    const ok = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(ok.length).toBeGreaterThan(0);
    expect(ok.length).toBeLessThanOrEqual(3);
    expect(calls).toBeLessThanOrEqual(ok.length * APPROACHES.length);
    for (const { status, retryAfter, detail } of refused) {
      expect([429, 503]).toContain(status);
      expect(retryAfter).toBe('1');
      expect(detail).toMatch(/^At most (2 comparisons may be under way at once|3 comparisons may begin)/);
    }
  });
});

async function fetchComparison(world: ApproachWorld, path: string) {
  const { component } = world;
  const headers = await component.tokens.headers('dispatcher');
  const response = await fetch(component.service.url + path, {
    headers,
    signal: AbortSignal.timeout(10_000),
  });
  const { detail } = (await response.json()) as { detail?: string };
  return { status: response.status, retryAfter: response.headers.get('retry-after'), detail };
}
