import { Metrics, NotFoundProblem, UnavailableProblem } from '@ride-hailing/service-kit';
import { aWholeAnswer } from '../../test/whole-answer.builder';
import type { CurrentRideApproach, DetailsWanted } from './approach.port';
import { noSuchVersion, OwnerSilentProblem } from './at-least';
import { AtLeastReads } from './at-least-reads.service';
import type { CurrentRideAnswer } from './current-ride.dto';

const WANTED = { details: true, atLeast: { rideId: 'ride-1', version: 3, onlyOf: undefined } };
const fromOwner = (version: number) => aWholeAnswer({ rideId: 'ride-1', version });

/** The same ride, read elsewhere. */
const fromStore = (answer: CurrentRideAnswer): CurrentRideAnswer => ({
  ...answer,
  sources: { ...answer.sources, ride: { ...answer.sources.ride, from: 'local-replica' } },
});
const stored = (version: number) => fromStore(fromOwner(version));

type Parts = Pick<CurrentRideApproach, 'currentRide' | 'heldOf'>;

describe('a read that must have seen a version', () => {
  let metrics: Metrics;
  let asked: string[];

  beforeEach(() => {
    metrics = new Metrics();
    asked = [];
  });

  const read = (
    { currentRide, heldOf }: Parts,
    owner: () => Promise<CurrentRideAnswer> = () => Promise.resolve(fromOwner(3)),
  ) => {
    const told =
      <Given extends unknown[], Result>(name: string, work: (...given: Given) => Result) =>
      (...given: Given) => {
        asked.push(name);
        return work(...given);
      };
    const approach: CurrentRideApproach = {
      promises: {} as CurrentRideApproach['promises'],
      currentRide: told('answer', currentRide),
      ...(heldOf && { heldOf: told('held', heldOf) }),
    };
    const reads = new AtLeastReads({ of: told('owner', owner) }, metrics);
    return reads.read('event-replication', approach, 'd-1', WANTED);
  };
  const outcomes = async () =>
    [
      ...(await metrics.registry.metrics()).matchAll(
        /current_ride_at_least_total\{.*outcome="(.+)"\} (\d+)/g,
      ),
    ].map(([, outcome, count]) => [outcome, Number(count)]);
  const held = (version: number) => () => Promise.resolve({ version, driverId: 'd-1' });
  const answer = (given: CurrentRideAnswer) => () => Promise.resolve(given);
  const failing = (error: Error) => () => Promise.reject(error);
  const silent = failing(new OwnerSilentProblem('Ride Service gave no answer: deadline-exceeded.'));

  it('is answered by a store that holds the version, whatever ride the driver is on by now', async () => {
    const none = fromStore(aWholeAnswer(null));
    expect(await read({ heldOf: held(3), currentRide: answer(none) })).toBe(none);
    // In this order: an answer that is read first could miss what the store has seen a moment later.
    expect(asked).toEqual(['held', 'answer']);
    expect(await outcomes()).toEqual([['own-store', 1]]);
  });

  it('goes to the owner when the store holds a lower version, and shows nothing of the store', async () => {
    expect(await read({ heldOf: held(2), currentRide: answer(stored(2)) })).toEqual(fromOwner(3));
    expect(asked).toEqual(['held', 'owner']);
    expect(await outcomes()).toEqual([['owner', 1]]);
  });

  it('is answered by a store of drivers that shows the version or a later one', async () => {
    expect(await read({ currentRide: answer(stored(4)) })).toEqual(stored(4));
    expect(asked).toEqual(['answer']);
  });

  it.each([
    ['shows a lower version', answer(stored(2))],
    ['shows no ride', answer(fromStore(aWholeAnswer(null)))],
    ['shows another ride', answer(fromStore(aWholeAnswer({ rideId: 'ride-2', version: 9 })))],
    ['cannot be read', failing(new UnavailableProblem('away'))],
    ['cannot reach its database', failing(new Error('Connection terminated unexpectedly'))],
    ['does not know the driver', failing(new NotFoundProblem('unknown'))],
  ])('goes to the owner when a store of drivers %s', async (_what, currentRide) => {
    expect(await read({ currentRide })).toEqual(fromOwner(3));
    expect(asked).toEqual(['answer', 'owner']);
  });

  it('asks the owner once when the approach has already done so', async () => {
    expect(await read({ currentRide: answer(aWholeAnswer(null)) })).toEqual(aWholeAnswer(null));
    await expect(read({ currentRide: silent })).rejects.toMatchObject({ status: 503 });
    await expect(read({ currentRide: failing(noSuchVersion(WANTED.atLeast, 2)) })).rejects.toMatchObject({
      status: 412,
    });
    expect(asked).toEqual(['answer', 'answer', 'answer']);
    expect(await outcomes()).toEqual([
      ['owner', 1],
      ['unavailable', 1],
      ['no-such-version', 1],
    ]);
  });

  it.each<[Parts['heldOf'], Parts['currentRide'], string]>([
    [held(2), answer(stored(2)), 'has version 2'],
    [() => Promise.resolve(undefined), answer(stored(2)), 'does not show it'],
    [failing(new UnavailableProblem('away')), answer(stored(2)), 'cannot be read'],
    [undefined, answer(stored(2)), 'has version 2'],
    [undefined, answer(fromStore(aWholeAnswer(null))), 'does not show it'],
    [undefined, failing(new NotFoundProblem('unknown')), 'does not know the driver'],
  ])(
    'says what was asked for and what was found when the owner is silent',
    async (heldOf, currentRide, found) => {
      await expect(read({ heldOf, currentRide }, silent)).rejects.toMatchObject({
        status: 503,
        detail:
          `Version 3 of ride ride-1, or a later one, was asked for. The store of event-replication ${found}. ` +
          'Ride Service gave no answer: deadline-exceeded.',
        cause: expect.any(OwnerSilentProblem) as Error,
      });
      expect(await outcomes()).toEqual([['unavailable', 1]]);
    },
  );

  it('hides no fault of the approach behind the owner', async () => {
    const fault = new TypeError('a mistake');
    await expect(read({ currentRide: failing(fault) })).rejects.toBe(fault);
    expect(asked).toEqual(['answer']);
  });

  it('passes on to the approach what is wanted', async () => {
    const wanted: DetailsWanted[] = [];
    await read({
      heldOf: held(3),
      currentRide: (_driverId, given) => {
        wanted.push(given);
        return Promise.resolve(stored(3));
      },
    });
    expect(wanted).toEqual([WANTED]);
  });
});
