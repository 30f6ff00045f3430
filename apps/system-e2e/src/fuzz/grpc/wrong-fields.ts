/** Texts and numbers that are invalid in a field of a call. */
export const INVALID_IDS = [
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
export const INVALID_UUIDS = [
  ...INVALID_IDS,
  ...['d-1', '01900000-0000-7000-8000-00000000000', '{01900000-0000-7000-8000-000000000000}'],
  ...['0'.repeat(32), '01900000000070008000000000000000'],
];
export const INVALID_BOUNDS = INVALID_UUIDS.filter((text) => text !== '');
export const INVALID_LIMITS = [0, -1, -2_147_483_648, 2_147_483_647, 10_001];
export const INVALID_DEGREES = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  181,
  -181,
  1e308,
];

/** Requests with a lookup whose `min_version` exceeds what a double represents exactly. */
export const OUT_OF_RANGE = [
  ...['8180808080808010', 'ffffffffffffffff7f', '8180808080808040', 'ffffffffffffff7f', '8180808080808020'],
  ...['80808080808080808001', '8180808080808080f801', 'ffffffffffffffefff01'],
].map((varint) => {
  const lookup = Buffer.from(`0a017210${varint}1a0164`, 'hex');
  return Buffer.concat([Buffer.from([0x0a, lookup.length]), lookup]);
});
