import { type Route, ROUTES } from './http-doors';

/** A parameter with a valid value and invalid ones. */
interface Parameter {
  readonly route: Route;
  readonly name: string;
  readonly good: string;
  readonly bad: readonly string[];
}

const INVALID_DECIMALS = [
  '',
  ' ',
  '0x10',
  '1e1',
  '+3',
  '%2B3',
  'three',
  'NaN',
  'Infinity',
  '1,5',
  '1_000',
  '%EF%BC%93',
  'null',
  '[1]',
  '--1',
];
const INVALID_WHOLES = [
  ...INVALID_DECIMALS,
  '0',
  '-1',
  '1.5',
  '101',
  '9007199254740993',
  '99999999999999999999',
  '3.0',
];
const INVALID_IDS = [
  '',
  ' ',
  'a.b',
  '*',
  'a%00',
  'a b'.replace(' ', '%20'),
  'a/b',
  '%C3%BC',
  `${'d'.repeat(65)}`,
  '..',
  '%2Fetc',
];
const INVALID_FLAGS = [
  '',
  '1',
  '0',
  'TRUE',
  'yes',
  'null',
  'true%00',
  'true,true',
  ' true'.replace(' ', '%20'),
];
const INVALID_NAMES = ['', 'all', 'HYBRID', 'none,none', '__proto__', 'constructor', 'x', '%00', 'toString'];

export const PARAMETERS: readonly Parameter[] = [
  { route: ROUTES.rides, name: 'limit', good: '5', bad: INVALID_WHOLES },
  {
    route: ROUTES.rides,
    name: 'status',
    good: 'ASSIGNED',
    bad: ['', 'assigned', 'ASSIGNED,REQUESTED', 'x', 'null', '%00'],
  },
  { route: ROUTES.rides, name: 'driverId', good: 'd-1', bad: INVALID_IDS },
  {
    route: ROUTES.rides,
    name: 'after',
    good: '01900000-0000-7000-8000-000000000000',
    bad: [
      '',
      'x',
      '0',
      'null',
      '01900000-0000-7000-8000-00000000000',
      '{01900000-0000-7000-8000-000000000000}',
    ],
  },
  { route: ROUTES.nearest, name: 'lat', good: '37.5', bad: [...INVALID_DECIMALS, '90.1', '-91', '1e999'] },
  { route: ROUTES.nearest, name: 'lng', good: '127', bad: [...INVALID_DECIMALS, '180.1', '-181'] },
  { route: ROUTES.nearest, name: 'limit', good: '3', bad: INVALID_WHOLES },
  {
    route: ROUTES.drivers,
    name: 'ids',
    good: 'd-1',
    bad: [...INVALID_IDS, 'd-1,', ',d-1', 'd-1,,d-2', 'd-1,a.b', ','],
  },
  { route: ROUTES.drivers, name: 'details', good: 'true', bad: INVALID_FLAGS },
  { route: ROUTES.drivers, name: 'cache', good: 'none', bad: INVALID_NAMES },
  { route: ROUTES.currentRide, name: 'details', good: 'true', bad: INVALID_FLAGS },
  { route: ROUTES.currentRide, name: 'approach', good: 'hybrid', bad: INVALID_NAMES },
  { route: ROUTES.currentRide, name: 'cache', good: 'none', bad: INVALID_NAMES },
  { route: ROUTES.comparison, name: 'details', good: 'true', bad: INVALID_FLAGS },
  { route: ROUTES.comparison, name: 'cache', good: 'none', bad: INVALID_NAMES },
];
