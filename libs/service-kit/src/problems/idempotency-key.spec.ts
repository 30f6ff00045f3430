import { InvalidInputProblem } from './domain.errors';
import { parseIdempotencyKey } from './idempotency-key';

describe('Idempotency-Key', () => {
  it('accepts a key unchanged', () => {
    expect(parseIdempotencyKey('a-1:b')).toBe('a-1:b');
    expect(parseIdempotencyKey(undefined)).toBeUndefined();
  });

  it.each(['', 'a b', 'é', 'x'.repeat(256)])('refuses the key %j', (key) => {
    expect(() => parseIdempotencyKey(key)).toThrow(InvalidInputProblem);
  });
});
