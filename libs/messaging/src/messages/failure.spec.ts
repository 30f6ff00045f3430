import { runInNewContext } from 'node:vm';
import { failureOf, isDefect } from './failure';

describe('the failure that an error means', () => {
  const known = {
    isDataError: (error: unknown) => error === 'data',
    isTooSlow: (error: unknown) => error === 'slow',
  };

  it('judges an error first as the consumer does, and then as a defect or an outage', () => {
    expect(failureOf('data', known)).toBe('data');
    expect(failureOf('slow', known)).toBe('too-slow');
    expect(failureOf(new TypeError('no such field'), known)).toBe('defect');
    expect(failureOf(new Error('connection lost'), known)).toBe('outage');
  });

  it('judges an error as an outage or a defect when the consumer knows no errors of its own', () => {
    expect(failureOf('data', {})).toBe('outage');
    expect(failureOf(new RangeError('too long'), {})).toBe('defect');
  });
});

describe('a defect', () => {
  it.each([TypeError, RangeError, ReferenceError, SyntaxError, URIError, EvalError])(
    'takes what JavaScript itself throws for a defect: %p',
    (Class) => {
      expect(isDefect(new Class('x'))).toBe(true);
    },
  );

  it('takes an error of another realm for a defect', () => {
    expect(isDefect(runInNewContext('new TypeError("x")'))).toBe(true);
  });

  it.each([
    ['an error with a cause, as fetch throws', new TypeError('fetch failed', { cause: new Error('reset') })],
    ['any other error', new Error('x')],
    ['something that is only named like one', { name: 'TypeError', message: 'x' }],
    ['nothing', undefined],
  ])('takes %s for no defect', (_what, error) => {
    expect(isDefect(error)).toBe(false);
  });
});
