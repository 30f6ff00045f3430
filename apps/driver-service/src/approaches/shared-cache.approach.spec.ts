import type { CurrentRideDocument } from '@ride-hailing/contracts';
import { Metrics } from '@ride-hailing/service-kit';
import type { SharedCache } from '@ride-hailing/shared-store';
import { aRideDocument } from '../../test/ride-document.builder';
import type { CurrentRideAnswer } from '../current-ride/current-ride.dto';
import { SharedCacheApproach } from './shared-cache.approach';
import { toWholeAnswer } from './whole-ride';
import { wholeRideOfDocument } from './whole-ride';

const DETAILS = { details: true };
const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const documentOf = (given: Partial<CurrentRideDocument> = {}): CurrentRideDocument => ({
  driverId: 'd-1',
  ride: aRideDocument({ version: 2 }),
  publishedAt: new Date(Date.now() - 500).toISOString(),
  ...given,
});

/** The owner's answer, in version 3. */
const ownersAnswer = (driverId: string): CurrentRideAnswer =>
  toWholeAnswer(
    driverId,
    {
      approach: 'shared-cache',
      from: 'ride-service',
      ride: wholeRideOfDocument(aRideDocument({ version: 3 })),
      ageMs: 0,
      tookMs: 1,
    },
    DETAILS,
  );

describe('the approach shared-cache', () => {
  let metrics: Metrics;
  let reads: { key: string; timeoutMs: number }[];

  const answerWith = async (get: () => Promise<Uint8Array | undefined>): Promise<CurrentRideAnswer> => {
    metrics = new Metrics();
    reads = [];
    const cache: SharedCache = {
      description: 'for this spec',
      get: async (key, timeoutMs) => {
        reads.push({ key, timeoutMs });
        const data = await get();
        return data && { data, revision: '1' };
      },
      put: () => Promise.reject(new Error('who reads does not write')),
      close: () => Promise.resolve(),
    };
    const owner = { of: (_approach: string, driverId: string) => Promise.resolve(ownersAnswer(driverId)) };
    const approach = new SharedCacheApproach(cache, owner, 50, metrics);
    return approach.currentRide('d-1', DETAILS);
  };

  const counted = async (outcome: string): Promise<boolean> =>
    (await metrics.registry.metrics()).includes(`store="cache",outcome="${outcome}"} 1`);

  it('gives the age since the owner published the ride, and waits for the cache no longer than its time-out', async () => {
    const answer = await answerWith(async () => encode(documentOf()));
    expect(answer.sources.ride).toMatchObject({ from: 'shared-cache', version: 2 });
    expect(answer.sources.ride.ageMs).toBeGreaterThanOrEqual(500);
    expect(reads).toEqual([{ key: 'd-1', timeoutMs: 50 }]);
    expect(await counted('hit')).toBe(true);
  });

  it("gives an age of 0 when the owner's clock is ahead", async () => {
    const publishedAt = new Date(Date.now() + 60_000).toISOString();
    const answer = await answerWith(async () => encode(documentOf({ publishedAt })));
    expect(answer.sources.ride.ageMs).toBe(0);
  });

  it('takes a document without a ride for a driver on no ride', async () => {
    const answer = await answerWith(async () => encode(documentOf({ ride: null })));
    expect(answer).toMatchObject({ ride: null, sources: { ride: { from: 'shared-cache', version: null } } });
  });

  it.each<[string, string, () => Promise<Uint8Array | undefined>]>([
    ['nothing', 'miss', async () => undefined],
    ['no JSON', 'damaged', async () => new TextEncoder().encode('{"driverId":')],
    ['no document', 'damaged', async () => encode({ driverId: 'd-1', ride: {} })],
    ["another driver's", 'damaged', async () => encode(documentOf({ driverId: 'd-2' }))],
    ['a failure', 'error', () => Promise.reject(new Error('away'))],
    [
      'an answer too late',
      'timeout',
      () => new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 55)),
    ],
  ])('calls the owner when the cache gives %s, and counts the read as %s', async (_what, outcome, get) => {
    const answer = await answerWith(get);
    expect(answer).toMatchObject({ ride: { version: 3 }, sources: { ride: { from: 'ride-service' } } });
    expect(await counted(outcome)).toBe(true);
  });
});
