import { integrationInfrastructure } from '@ride-hailing/stack';
import { type Problem, RunningRideService } from '../../test/running-ride-service';
import type { RidePageDto } from './ride.dto';

jest.setTimeout(60_000);

describe('ride queries', () => {
  let rides: RunningRideService;

  beforeAll(async () => {
    rides = await RunningRideService.start(integrationInfrastructure());
  });

  afterAll(() => rides.stop());

  const page = (query: string) => rides.call<RidePageDto>('GET', `/rides?${query}`);

  it('lists every ride once, page by page, while new rides are requested', async () => {
    const requested: string[] = [];
    for (let at = 0; at < 7; at += 1) requested.push((await rides.requestedRide()).id);
    const seen: string[] = [];
    let after: string | null = '';
    while (after !== null) {
      const { body }: { body: RidePageDto } = await page(`limit=3${after && `&after=${after}`}`);
      seen.push(...body.rides.map(({ id }) => id));
      after = body.next;
      if (seen.length === 3) requested.push((await rides.requestedRide()).id);
    }
    expect(seen).toEqual(requested);
  });

  it('filters rides by status and by driver', async () => {
    const { id } = await rides.assignedRide('filtered');
    expect((await page('driverId=filtered')).body).toMatchObject({ rides: [{ id }], next: null });
    expect((await page('status=ASSIGNED&driverId=filtered')).body.rides).toHaveLength(1);
    expect((await page('status=COMPLETED&driverId=filtered')).body.rides).toEqual([]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['status=DONE', 'status'],
    ['after=x', 'after'],
    ['driverId=a.b', 'driverId'],
    ['sort=asc', 'sort'],
  ])('refuses the query %s', async (query, field) => {
    const answer = await rides.call<Problem>('GET', `/rides?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it('describes all operations in the OpenAPI document', async () => {
    interface Operation {
      responses: Record<string, { content?: object }>;
      parameters: { name: string; required: boolean }[];
    }
    const { body } = await rides.call<{ paths: Record<string, Record<string, Operation>> }>(
      'GET',
      '/docs-json',
    );
    expect(Object.keys(body.paths).sort()).toEqual([
      '/erasures',
      '/erasures/{id}/finish',
      '/rides',
      '/rides/{id}',
      '/rides/{id}/cancel',
      '/rides/{id}/complete',
      '/rides/{id}/journey',
      '/rides/{id}/start',
    ]);
    const start = body.paths['/rides/{id}/start']?.['post'];
    expect(Object.keys(start?.responses ?? {})).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '409',
      '412',
      '415',
      '503',
    ]);
    const required = start?.parameters.map(({ name, required }) => [name, required]);
    expect(required).toEqual(
      expect.arrayContaining([
        ['id', true],
        ['if-match', false],
      ]),
    );
    expect(Object.keys(body.paths['/rides']?.['post']?.responses ?? {})).toEqual([
      '200',
      '201',
      '400',
      '401',
      '403',
      '415',
      '422',
      '503',
    ]);
  });
});
