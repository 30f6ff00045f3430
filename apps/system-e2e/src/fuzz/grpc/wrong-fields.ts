/** Texts and numbers that are wrong in a field of a call. */
export const NO_IDS = [
  '',
  'a.b',
  '*',
  'a b',
  'ü',
  'x'.repeat(65),
  'x'.repeat(5_000),
  '\u0000',
  '../x',
  'd\n',
];
export const NO_UUIDS = [
  ...NO_IDS,
  ...['d-1', '01900000-0000-7000-8000-00000000000', '{01900000-0000-7000-8000-000000000000}'],
  ...['0'.repeat(32), '01900000000070008000000000000000'],
];
export const NO_BOUNDS = NO_UUIDS.filter((text) => text !== '');
export const NO_LIMITS = [0, -1, -2_147_483_648, 2_147_483_647, 10_001];
export const NO_DEGREES = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 181, -181, 1e308];

/** `min_version` of a lookup as a varint of what no double holds without loss. */
export const OUT_OF_RANGE = [
  ...['8180808080808010', 'ffffffffffffffff7f', '8180808080808040', 'ffffffffffffff7f', '8180808080808020'],
  ...['80808080808080808001', '8180808080808080f801', 'ffffffffffffffefff01'],
];
