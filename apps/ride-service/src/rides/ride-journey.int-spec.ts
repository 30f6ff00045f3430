import { integrationInfrastructure } from '@ride-hailing/stack';
import { type Problem, RunningRideService } from '../../test/running-ride-service';
import { RideJourneyDto } from './ride-journey.dto';

jest.setTimeout(60_000);

describe('the journey of a ride', () => {
  let rides: RunningRideService;

  beforeAll(async () => {
    rides = await RunningRideService.start(integrationInfrastructure());
  });

  afterAll(() => rides.stop());

  const journeyOf = async (id: string): Promise<RideJourneyDto> => {
    const { status, body } = await rides.call<RideJourneyDto>('GET', `/rides/${id}/journey`);
    expect(status).toBe(200);
    return RideJourneyDto.schema.parse(body);
  };

  const at = (time: string | null | undefined): number => Date.parse(time ?? '');

  it('lists each version with its times and its stream sequence', async () => {
    const { id } = await rides.assignedRide('journey-1');
    await rides.published();
    const { rideId, version, versions } = await journeyOf(id);
    expect({ rideId, version }).toEqual({ rideId: id, version: 2 });
    expect(versions.map(({ version, record }) => [version, record])).toEqual([
      [1, 'kept'],
      [2, 'kept'],
    ]);
    const [first, second] = versions;
    expect(at(first?.publishedAt)).toBeGreaterThanOrEqual(at(first?.committedAt));
    expect(at(second?.committedAt)).toBeGreaterThanOrEqual(at(first?.committedAt));
    expect(second?.streamSequence).toBeGreaterThan(first?.streamSequence ?? Number.NaN);
  });

  it('says which versions have no record any more', async () => {
    const { id } = await rides.assignedRide('journey-2');
    await rides.published();
    await rides.sql.query('DELETE FROM outbox WHERE aggregate_id = $1 AND version = 1', [id]);
    const { versions } = await journeyOf(id);
    expect(versions).toMatchObject([
      { version: 1, record: 'cleaned-up', committedAt: null, publishedAt: null, streamSequence: null },
      { version: 2, record: 'kept' },
    ]);
  });

  it('answers 404 for a ride that does not exist, and 400 for a malformed id', async () => {
    const unknown = await rides.call<Problem>('GET', '/rides/01900000-0000-7000-8000-000000000000/journey');
    expect(unknown).toMatchObject({ status: 404, body: { title: 'Not found' } });
    const malformed = await rides.call<Problem>('GET', '/rides/x/journey');
    expect(malformed).toMatchObject({ status: 400, body: { errors: [{ field: 'id' }] } });
  });
});
