import { aRideRequest } from '@ride-hailing/testing';
import fc from 'fast-check';
import { faultyFields, type FieldFaults, INVALID_IDS, INVALID_NUMBERS, type RawValue } from '../faulty-json';

const INVALID_TEXTS: readonly RawValue[] = [
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
const INVALID_SHORT_TEXTS: readonly RawValue[] = [...INVALID_TEXTS, '""'];
const INVALID_PLACES: readonly RawValue[] = ['null', '[]', '{}', '"here"', '5', undefined];
const INVALID_LATITUDES: readonly RawValue[] = [...INVALID_NUMBERS, '90.5', '-90.5', '1e308'];
const INVALID_LONGITUDES: readonly RawValue[] = [...INVALID_NUMBERS, '180.5', '-1e5'];

const FAULTS: FieldFaults = {
  riderId: INVALID_IDS,
  rider: INVALID_PLACES,
  'rider.name': [...INVALID_SHORT_TEXTS, `"${'n'.repeat(101)}"`],
  'rider.phone': [
    ...INVALID_SHORT_TEXTS,
    '"1"',
    '"+"',
    '"call me"',
    '"+82\\n2-000-0000"',
    `"${'1'.repeat(33)}"`,
    '"٠١٢٣"',
  ],
  'rider.email': ['"a@b"', 'null'],
  pickup: INVALID_PLACES,
  'pickup.lat': INVALID_LATITUDES,
  'pickup.lng': INVALID_LONGITUDES,
  'pickup.address': [...INVALID_SHORT_TEXTS, `"${'a'.repeat(301)}"`],
  'pickup.height': ['5'],
  dropoff: INVALID_PLACES,
  'dropoff.lat': INVALID_LATITUDES,
  'dropoff.lng': INVALID_LONGITUDES,
  'dropoff.address': INVALID_SHORT_TEXTS,
  stops: ['null', '{}', '"none"', '5', '[null]', '[[]]', '[{}]', '[{"lat":1,"lng":2}]'],
  'stops.0.lat': INVALID_LATITUDES,
  'stops.0.address': INVALID_SHORT_TEXTS,
  fare: INVALID_PLACES,
  'fare.amountMinor': [...INVALID_NUMBERS, '-1', '1.5', '1000000001', '9007199254740993'],
  'fare.currency': [...INVALID_SHORT_TEXTS, '"krw"', '"KRWX"', '"K W"', '"€"', '"KRW\\n"'],
  notes: [...INVALID_TEXTS.filter((raw) => raw !== undefined), `"${'n'.repeat(1_001)}"`],
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

/** Valid requests for rides, with texts in several alphabets. */
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
