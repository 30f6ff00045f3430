import { checkPlaceholders, type Expectation, mismatch } from './expectation';

const json = (value: unknown): Expectation => ({ kind: 'json', value });
const lines = (...all: string[]): Expectation => ({ kind: 'lines', lines: all });

describe('what a walkthrough expects', () => {
  it('accepts a JSON answer with more fields than expected', () => {
    const answer = '{ "ride": { "version": 2, "status": "ASSIGNED" }, "details": null, "list": [1, 2] }\n';
    expect(mismatch(json({ ride: { version: 2 }, details: null, list: [1, 2] }), answer)).toBeUndefined();
  });

  it.each([
    ['another value', { ride: { version: 3 } }, 'the answer.ride.version is 2, not 3'],
    ['a number for a text', { ride: { version: '2' } }, 'the answer.ride.version is 2, not 2'],
    ['a field that is not there', { rider: null }, 'the answer.rider is undefined, not null'],
    ['null for an object', { details: { name: 'Kim' } }, 'the answer.details is null'],
    ['a longer list', { list: [1] }, 'the answer.list has 2 entries, not 1'],
    ['a list for an object', { list: {} }, 'the answer.list is [1,2], not {}'],
    ['an entry of a list', { list: [1, 3] }, 'the answer.list.1 is 2, not 3'],
  ])('refuses %s, and says where', (_, expected, reason) => {
    const answer = '{ "ride": { "version": 2 }, "details": null, "list": [1, 2] }';
    expect(mismatch(json(expected), answer)).toContain(reason);
  });

  it.each(['', 'curl: (7) Failed to connect', '{} {}'])(
    'refuses output that is not one JSON value: "%s"',
    (output) => {
      expect(mismatch(json({}), output)).toContain('not one JSON value');
    },
  );

  it.each([
    ['<any number>', [0, -1.5, '12'], ['', 'one', '1 2', null, {}]],
    ['<any text>', ['a', '1'], ['', 1, null, []]],
    ['<0 to 300>', [0, 300, 12.5, '7'], [-1, 301, 'x', null]],
    ['<1 or more>', [1, 1000], [0, 0.9, null]],
    ['<cache | stale-cache>', ['cache', 'stale-cache'], ['cach', 'cache | stale-cache', null]],
    ['<503 | 504>', [503, 504], [500, null]],
  ])('matches %s with fitting values only', (placeholder, good, bad) => {
    const taken = (value: unknown) =>
      mismatch(json({ field: placeholder }), JSON.stringify({ field: value })) === undefined;
    expect(good.filter(taken)).toEqual(good);
    expect(bad.filter(taken)).toEqual([]);
  });

  it('accepts the expected lines in their order, with others between them and any spacing', () => {
    const output = 'noise\nname    state  port\npostgres  ready   <any>\nmore\ncalls{code="OK"} 5\n';
    expect(mismatch(lines('name state port', 'calls{code="OK"} <1 to 5>'), output)).toBeUndefined();
  });

  it.each([
    ['a line that is not there', ['six']],
    ['a part of a line', ['1 call']],
    ['lines in another order', ['2 calls', '1 calls']],
    ['one line for two', ['1 calls', '1 calls']],
    ['a number out of bounds', ['<2 to 3> calls', '<3 or more> calls']],
    ['a pattern for a text', ['. calls']],
  ])('refuses %s', (_, expected) => {
    expect(mismatch(lines(...expected), '1 calls\n2 calls\n')).toContain('no line');
  });

  it('takes no output for nothing, and any for something', () => {
    expect(mismatch({ kind: 'nothing' }, ' \n')).toBeUndefined();
    expect(mismatch({ kind: 'nothing' }, 'kill: no such process')).toBe('it printed something');
  });

  it.each([json({ deep: [{ field: '<some number>' }] }), lines('ok', 'took <5 ms>'), json('<a | >')])(
    'refuses an unknown placeholder: %j',
    (expectation) => {
      expect(() => checkPlaceholders(expectation)).toThrow('is no placeholder');
    },
  );
});
