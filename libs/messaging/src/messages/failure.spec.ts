import { runInNewContext } from 'node:vm';
import { failureOf, isDefect } from './failure';

describe('what an error of a handler says of its batch', () => {
  const known = {
    isDataError: (error: unknown) => error === 'data',
    isTooSlow: (error: unknown) => error === 'slow',
  };

  it('is what the consumer knows of it, or else whether the code or something else failed', () => {
    expect(failureOf('data', known)).toBe('data');
    expect(failureOf('slow', known)).toBe('too-slow');
    expect(failureOf(new TypeError('no such field'), known)).toBe('defect');
    expect(failureOf(new Error('connection lost'), known)).toBe('outage');
  });

  it('is an outage or a defect when the consumer knows no errors of its own', () => {
    expect(failureOf('data', {})).toBe('outage');
    expect(failureOf(new RangeError('too long'), {})).toBe('defect');
  });
});

describe('a defect', () => {
  it.each([TypeError, RangeError, ReferenceError, SyntaxError, URIError, EvalError])(
    'is what JavaScript throws itself: %p',
    (Class) => {
      expect(isDefect(new Class('x'))).toBe(true);
    },
  );

  it('may come from another realm', () => {
    expect(isDefect(runInNewContext('new TypeError("x")'))).toBe(true);
  });

  it.each([
    ['an error with a cause, as fetch throws', new TypeError('fetch failed', { cause: new Error('reset') })],
    ['any other error', new Error('x')],
    ['something that is only named like one', { name: 'TypeError', message: 'x' }],
    ['nothing', undefined],
  ])('is not %s', (_what, error) => {
    expect(isDefect(error)).toBe(false);
  });
});
