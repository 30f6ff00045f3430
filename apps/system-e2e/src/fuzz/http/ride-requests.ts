import { aRideRequest } from '@ride-hailing/testing';
import fc from 'fast-check';
import { faultyFields, type FieldFaults, NO_IDS, NO_NUMBERS, type RawValue } from '../faulty-json';

const NO_TEXTS: readonly RawValue[] = [
  ...[
    'null',
    '5',
    '{}',
    '[]',
    'true',
    '"a\\u0000b"',
    '"\\ud83d"',
    '"\\udc00\\ud800"',
    '"\\u0007"',
    '"\\u007f"',
    undefined,
  ],
];
const NO_SHORT_TEXTS: readonly RawValue[] = [...NO_TEXTS, '""'];
const NO_PLACES: readonly RawValue[] = ['null', '[]', '{}', '"here"', '5', undefined];
const NO_LATITUDES: readonly RawValue[] = [...NO_NUMBERS, '90.5', '-90.5', '1e308'];
const NO_LONGITUDES: readonly RawValue[] = [...NO_NUMBERS, '180.5', '-1e5'];

const FAULTS: FieldFaults = {
  riderId: NO_IDS,
  rider: NO_PLACES,
  'rider.name': [...NO_SHORT_TEXTS, `"${'n'.repeat(101)}"`],
  'rider.phone': [
    ...NO_SHORT_TEXTS,
    '"1"',
    '"+"',
    '"call me"',
    '"+82\\n2-000-0000"',
    `"${'1'.repeat(33)}"`,
    '"٠١٢٣"',
  ],
  'rider.email': ['"a@b"', 'null'],
  pickup: NO_PLACES,
  'pickup.lat': NO_LATITUDES,
  'pickup.lng': NO_LONGITUDES,
  'pickup.address': [...NO_SHORT_TEXTS, `"${'a'.repeat(301)}"`],
  'pickup.height': ['5'],
  dropoff: NO_PLACES,
  'dropoff.lat': NO_LATITUDES,
  'dropoff.lng': NO_LONGITUDES,
  'dropoff.address': NO_SHORT_TEXTS,
  stops: ['null', '{}', '"none"', '5', '[null]', '[[]]', '[{}]', '[{"lat":1,"lng":2}]'],
  'stops.0.lat': NO_LATITUDES,
  'stops.0.address': NO_SHORT_TEXTS,
  fare: NO_PLACES,
  'fare.amountMinor': [...NO_NUMBERS, '-1', '1.5', '1000000001', '9007199254740993'],
  'fare.currency': [...NO_SHORT_TEXTS, '"krw"', '"KRWX"', '"K W"', '"€"', '"KRW\\n"'],
  notes: [...NO_TEXTS.filter((raw) => raw !== undefined), `"${'n'.repeat(1_001)}"`],
  admin: ['true', 'null', '{}'],
  id: ['"01900000-0000-7000-8000-000000000000"'],
  status: ['"COMPLETED"'],
  constructor: ['{"prototype":{"admin":true}}'],
};

const places = fc.record({
  lat: fc.double({ min: -90, max: 90, noNaN: true }),
  lng: fc.double({ min: -180, max: 180, noNaN: true }),
  address: fc.constantFrom(
    'Seoul Station',
    '서울역',
    'Łódź',
    '\u{1f3e0} 5',
    '"quoted" \\ /',
    "Robert'); DROP TABLE rides;--",
  ),
});

/** Requests for rides as people make them, of every alphabet. */
export const goodRides: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    riderId: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
    rider: fc.record({
      name: fc.constantFrom(
        'A. Rider',
        'Müller',
        '김민준',
        'O’Brien',
        'x'.repeat(100),
        '\u{1f469}‍\u{1f692}',
        '{{7*7}}',
        '<b>',
      ),
      phone: fc.constantFrom('+82-2-000-0000', '110', '02 (000) 0000', '+49 (0) 30 000000'),
    }),
    pickup: places,
    dropoff: places,
    stops: fc.array(places, { maxLength: 10 }),
    fare: fc.record({
      amountMinor: fc.integer({ min: 0, max: 1_000_000_000 }),
      currency: fc.constantFrom('KRW', 'EUR'),
    }),
    notes: fc.constantFrom(
      '',
      'two\nlines\tand a tab',
      '\u202eback',
      'n'.repeat(1_000),
      '</script>',
      '%00',
      'ﷺ',
    ),
  })
  .map((given) => aRideRequest(given));

const withStop = goodRides.map((ride) => ({
  ...ride,
  stops: [{ lat: 1, lng: 2, address: 'between' }],
}));

export const faultyRides: fc.Arbitrary<string> = faultyFields(withStop, FAULTS);

export const tooManyStops: fc.Arbitrary<string> = fc
  .tuple(goodRides, fc.integer({ min: 11, max: 200 }))
  .map(([ride, count]) =>
    JSON.stringify({ ...ride, stops: Array.from({ length: count }, () => ride.pickup) }),
  );
