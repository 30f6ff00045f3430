import { InvalidInputProblem } from './domain.errors';
import { parseIdempotencyKey } from './idempotency-key';

describe('Idempotency-Key', () => {
  it('is taken as it is', () => {
    expect(parseIdempotencyKey('a-1:b')).toBe('a-1:b');
    expect(parseIdempotencyKey(undefined)).toBeUndefined();
  });

  it.each(['', 'a b', 'é', 'x'.repeat(256)])('is refused when it is %j', (key) => {
    expect(() => parseIdempotencyKey(key)).toThrow(InvalidInputProblem);
  });
});
