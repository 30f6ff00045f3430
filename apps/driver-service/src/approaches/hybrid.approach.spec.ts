import type { CopiedRide } from './local-essentials.query';
import { found } from '../../test/held-owner';
import type { DetailsResult } from '../ride-details/ride-details.port';
import { toHybridAnswer } from './hybrid.approach';

const ride: CopiedRide = {
  rideId: 'ride-1',
  driverId: 'd-1',
  status: 'ASSIGNED',
  pickup: { lat: 37.5, lng: 127 },
  version: 3,
  ageMs: 140,
};
const served = (result: DetailsResult) => ({ ...result, cache: 'ttl' });
describe('the hybrid answer', () => {
  it('names the source of each part of the answer', () => {
    expect(toHybridAnswer('d-1', ride, served(found(3, { riderName: 'B. Rider' })))).toMatchObject({
      driverId: 'd-1',
      ride: { id: 'ride-1', status: 'ASSIGNED', pickup: { lat: 37.5, lng: 127 }, version: 3 },
      details: { riderName: 'B. Rider' },
      sources: {
        approach: 'hybrid',
        ride: { from: 'local-copy', version: 3, ageMs: 140 },
        details: { from: 'ride-service', cache: 'ttl', version: 3, ageMs: 0, tookMs: 1, reason: null },
      },
    });
  });

  it('keeps the ride of the copy when the details are newer, and shows both versions', () => {
    const answer = toHybridAnswer('d-1', ride, served(found(4)));
    expect(answer.ride).toMatchObject({ status: 'ASSIGNED', version: 3 });
    expect(answer.sources).toMatchObject({ ride: { version: 3 }, details: { version: 4 } });
  });

  it('says that details were not asked for', () => {
    expect(toHybridAnswer('d-1', ride, undefined)).toMatchObject({
      details: null,
      sources: { details: { from: 'not-asked', cache: null, reason: null } },
    });
  });

  it.each([
    [{ outcome: 'unavailable', reason: 'deadline-exceeded', tookMs: 300 }, 'deadline-exceeded'],
    [{ outcome: 'not-found', tookMs: 1 }, 'not-found'],
    [{ outcome: 'not-yours', tookMs: 1 }, 'not-yours'],
    [{ outcome: 'behind', version: 2, tookMs: 1 }, 'behind'],
  ] as const)('gives a partial answer and says why: %j', (result, reason) => {
    expect(toHybridAnswer('d-1', ride, served(result))).toMatchObject({
      ride: { id: 'ride-1' },
      details: null,
      sources: { details: { from: 'unavailable', cache: 'ttl', reason } },
    });
  });

  it('gives no ride when the driver is on none', () => {
    expect(toHybridAnswer('d-1', undefined, undefined)).toEqual({
      driverId: 'd-1',
      ride: null,
      details: null,
      sources: {
        approach: 'hybrid',
        ride: { from: 'local-copy', version: null, ageMs: null },
        details: { from: 'not-asked', cache: null, version: null, ageMs: null, tookMs: null, reason: null },
      },
    });
  });
});
