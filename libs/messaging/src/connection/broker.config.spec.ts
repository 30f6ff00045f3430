import { backOffMs } from '@ride-hailing/timing';
import { BACK_OFF } from './broker.config';

describe('the pauses between retries of the broker', () => {
  it('doubles the pause from 100 ms to 5 s, and shortens it by up to a half', () => {
    const pauses = (random: number) => [1, 2, 3, 6, 7, 50].map((n) => backOffMs(n, BACK_OFF, () => random));
    expect(pauses(1)).toEqual([100, 200, 400, 3_200, 5_000, 5_000]);
    expect(pauses(0)).toEqual([50, 100, 200, 1_600, 2_500, 2_500]);
  });
});
