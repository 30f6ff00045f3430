import { differs, Samples } from './shadow.service';

const owners = { id: 'r', status: 'ASSIGNED' as const, version: 2, pickup: { lat: 1, lng: 2 } };

describe('what people see of a ride', () => {
  it.each([
    ['differs in its version', { ...owners, version: 1 }, true],
    ['differs in its pickup', { ...owners, pickup: { lat: 1, lng: 3 } }, true],
    ['differs when there is no ride', null, true],
    ['is the same', owners, false],
  ])('what people see of a ride %s', (_, ride, expected) => {
    expect(differs(ride, owners)).toBe(expected);
  });

  it('expects a free driver after the end of the ride', () => {
    const ended = { ...owners, status: 'COMPLETED' as const };
    expect([differs(null, ended), differs({ ...owners, id: 'next' }, ended), differs(owners, ended)]).toEqual(
      [false, false, true],
    );
  });
});

describe('samples', () => {
  it('gives percentiles of the newest 1,000 values', () => {
    const samples = new Samples();
    expect(samples.percentile(0.5)).toBeNull();
    for (let value = 1; value <= 1_500; value += 1) samples.add(value);
    expect([
      samples.percentile(0),
      samples.percentile(0.5),
      samples.percentile(0.99),
      samples.percentile(1),
    ]).toEqual([null, 1_000, 1_490, 1_500]);
  });
});
