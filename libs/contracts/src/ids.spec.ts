import { isUuid } from './ids';

describe('isUuid', () => {
  it.each([
    '0196f5c4-0000-7000-8000-00000000000a',
    '0196F5C4-0000-7000-8000-00000000000A',
    '00000000-0000-0000-0000-000000000000',
  ])('takes %s as a UUID', (value) => expect(isUuid(value)).toBe(true));

  it.each([
    '',
    'ride-1',
    '0196f5c400007000800000000000000a',
    '{0196f5c4-0000-7000-8000-00000000000a}',
    ' 0196f5c4-0000-7000-8000-00000000000a',
    '0196f5c4-0000-7000-8000-00000000000g',
  ])('does not take %j as a UUID', (value) => expect(isUuid(value)).toBe(false));
});
