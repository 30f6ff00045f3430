import { answerIn, fieldsOf, sayValue } from './answer';
import { comparisonIn, differencesIn, isAmong } from './comparison';

const ride = { id: 'r1', status: 'ASSIGNED', pickup: { lat: 37.55, lng: 126.97 }, version: 2 };
const details = {
  ...{ riderId: 'r-1', riderName: 'Kim Minji', riderPhone: '+82', pickupAddress: 'Seoul Station' },
  ...{ dropoff: { lat: 1, lng: 2, address: 'Jamsil' }, stops: [], notes: '' },
  fare: { amountMinor: 18_400, currency: 'KRW' },
};
const sources = {
  approach: 'hybrid',
  ride: { from: 'local-copy', version: 2, ageMs: 1_200 },
  details: { from: 'cache', cache: 'versioned', version: 2, ageMs: 300, tookMs: 0.4, reason: null },
};

describe('an answer as a card', () => {
  it('each field says where it came from, and how old that is', () => {
    const fields = fieldsOf({ driverId: 'd-1', ride, details, sources });
    const field = (path: string) => fields.find((one) => one.path === path);
    expect(field('ride.status')).toMatchObject({
      text: 'ASSIGNED',
      origin: { from: 'local-copy', ageMs: 1_200 },
    });
    expect(field('details.fare')).toMatchObject({
      text: '18,400 KRW',
      origin: { from: 'cache', version: 2 },
    });
  });

  it('details that could not be had are fields without a value, with the reason', () => {
    const failed = {
      ...sources.details,
      from: 'unavailable',
      reason: 'breaker-open',
      version: null,
      ageMs: null,
    };
    const fields = fieldsOf({
      ...{ driverId: 'd-1', ride, details: null },
      sources: { ...sources, details: failed },
    });
    const missing = fields.filter(({ text }) => text === null);
    expect(missing).toHaveLength(8);
    expect(missing.every(({ origin }) => origin.reason === 'breaker-open')).toBe(true);
  });

  it('a driver on no ride has no fields', () => {
    expect(fieldsOf({ driverId: 'd-1', ride: null, details: null, sources })).toEqual([]);
  });

  it('a body with a driver and sources is an answer', () => {
    const body = { driverId: 'd-1', ride, details, sources };
    expect(answerIn(body)).toBe(body);
  });

  it.each([null, 'text', [], {}, { driverId: 'd-1' }, { title: 'Not found', status: 404 }])(
    'a body %j is no answer',
    (body) => expect(answerIn(body)).toBeNull(),
  );

  it.each([
    [null, null],
    [0, '0'],
    [[{ address: 'A' }, { address: 'B' }], 'A → B'],
    [{ lat: 1.23456, lng: 2 }, '1.2346, 2.0000'],
    [{ amountMinor: 1_050, currency: 'EUR' }, '10.50 EUR'],
    [{ amountMinor: 5, currency: 'no' }, '5 no'],
    [{ odd: true }, '{"odd":true}'],
  ])('a value %j reads %p', (value, text) => {
    expect(sayValue(value)).toBe(text);
  });
});

describe('answers compared', () => {
  const comparison = comparisonIn({
    reference: 'sync-api',
    approaches: [
      {
        ...{ approach: 'hybrid', outcome: 'answered', tookMs: 3, problem: null, behindBy: 1 },
        answer: { driverId: 'd-1', ride: { ...ride, status: 'REQUESTED', version: 1 }, details, sources },
        differs: ['ride.status', 'ride.version', 'details.dropoff.address'],
      },
      {
        ...{ approach: 'sync-api', outcome: 'answered', tookMs: 9, problem: null, behindBy: 0, differs: [] },
        answer: { driverId: 'd-1', ride, details, sources },
      },
      {
        ...{
          approach: 'shared-files',
          outcome: 'failed',
          tookMs: 1_000,
          answer: null,
          differs: [],
          behindBy: null,
        },
        problem: { title: 'Too slow', detail: 'No answer within 1000 ms.' },
      },
    ],
  })!;

  it('only fields that some approach answers differently are listed, with who does', () => {
    expect(differencesIn(comparison).map(({ path, values, differs }) => [path, values, differs])).toEqual([
      ['ride.status', ['REQUESTED', 'ASSIGNED', null], [true, false, false]],
      ['ride.version', ['1', '2', null], [true, false, false]],
      ['details.dropoff', ['Jamsil', 'Jamsil', null], [true, false, false]],
    ]);
  });

  it('an approach that failed says why', () => {
    expect(comparison.approaches[2]).toMatchObject({
      answer: null,
      problem: 'Too slow. No answer within 1000 ms.',
    });
  });

  it.each([
    ['details.stops', ['details.stops[0].lat'], true],
    ['details.stops', ['details'], true],
    ['ride.id', ['ride.identity'], false],
    ['details.fare', ['details.fare'], true],
  ])('the field %p is among %j: %p', (field, paths, among) => {
    expect(isAmong(field, paths)).toBe(among);
  });

  it.each([null, {}, { approaches: 7 }])('a body %j is no comparison', (body) => {
    expect(comparisonIn(body)).toBeNull();
  });
});
