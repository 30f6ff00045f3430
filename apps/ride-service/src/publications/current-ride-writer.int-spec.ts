import { Database } from '@ride-hailing/service-kit';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { PutsAnyway, ReadsRowsFirst } from '../../test/mutant-writers';
import { olderStates, type Race, race, RememberingBucket } from '../../test/publication-race';
import { RunningRideService } from '../../test/running-ride-service';
import { CurrentRidesQuery } from '../ride-details/current-rides.query';
import { CurrentRideWriter } from './current-ride-writer';

jest.setTimeout(120_000);

const SIZE = { drivers: 2, ridesEach: 8, publishers: 2 };
const SEEDS = 4;
const MOST_SEEDS_FOR_A_MUTANT = 30;

describe('publishers that write the same values', () => {
  let rides: RunningRideService;
  let source: CurrentRidesQuery;
  let bucket: RememberingBucket;

  beforeAll(async () => {
    const infrastructure = integrationInfrastructure();
    rides = await RunningRideService.start(infrastructure);
    source = new CurrentRidesQuery(rides.service.app.get(Database));
    bucket = await RememberingBucket.open(infrastructure, rides.nats);
  });

  afterAll(async () => {
    await bucket.close();
    await rides.stop();
  });

  const first = Date.now() % 1_000_000;
  const run = (seed: number, makeWriter: Race['makeWriter']) =>
    race({ ...SIZE, seed, makeWriter }, bucket, rides.sql, source);

  it('concurrent publishers never bring back an older state and leave the last one, despite delays, repeats and failures', async () => {
    for (let seed = first; seed < first + SEEDS; seed += 1) {
      const found = await run(seed, (store, read) => new CurrentRideWriter(store, read));
      expect([`seed ${seed}`, found]).toEqual([`seed ${seed}`, []]);
    }
    console.info(`seeds ${first} to ${first + SEEDS - 1}: nothing older was written`);
  });

  it.each([
    ['reads the rows before the revision', ReadsRowsFirst],
    ['overwrites a newer value after a conflict', PutsAnyway],
  ])('the checker catches a publisher that %s', async (what, Mutant) => {
    for (let seed = first; seed < first + MOST_SEEDS_FOR_A_MUTANT; seed += 1) {
      const found = await run(seed, (store, read) => new Mutant(store, read));
      if (found.length === 0) continue;
      console.info(`seed ${seed}: a publisher that ${what} wrote ${found[0]}`);
      return;
    }
    throw new Error(`seeds ${first} to ${first + MOST_SEEDS_FOR_A_MUTANT - 1} show no anomaly`);
  });

  it('the checker compares written values with the states that the owner committed', () => {
    const committed = ['none', 'a v2', 'a v3', 'none', 'b v2'];
    expect(olderStates(committed, ['none', 'a v2', 'a v2', 'b v2', 'b v2'])).toEqual([]);
    expect(olderStates(committed, ['a v3', 'a v2', 'b v2'])).toEqual(['a v2 after a v3']);
    expect(olderStates(committed, ['b v2', 'none'])).toEqual([
      'none after b v2',
      'none is left in the end, not b v2',
    ]);
  });
});
