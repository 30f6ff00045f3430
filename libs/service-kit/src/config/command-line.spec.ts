import { PATIENCE, patienceMsFrom, readArguments, UsageError } from './command-line';

const read = (...args: string[]) => readArguments(args, PATIENCE, 'Options: --patience <seconds>');

describe('the command line of a job', () => {
  it('reads options, with their defaults, and positional arguments', () => {
    expect(read('now', '--patience=5', 'here')).toMatchObject({
      values: { patience: '5' },
      positionals: ['now', 'here'],
    });
    expect(read().values).toEqual({ patience: '60' });
  });

  it.each([
    ['--hurry', "Unknown option '--hurry'. Options: --patience <seconds>"],
    ['--no.such', "Unknown option '--no.such'. Options: --patience <seconds>"],
    ['--patience', "Option '--patience <value>' argument missing. Options: --patience <seconds>"],
  ])('refuses a command line with %s in one line that names the options', (option, message) => {
    expect(() => read(option)).toThrow(new UsageError(message));
  });

  it.each([
    ['0', 0],
    ['90', 90_000],
    ['86400', 86_400_000],
  ])('accepts a patience of %s seconds', (text, ms) => {
    expect(patienceMsFrom(text)).toBe(ms);
  });

  it.each(['soon', '1.5', '-1', '', '86401', '100000'])('refuses a patience of "%s" seconds', (text) => {
    expect(() => patienceMsFrom(text)).toThrow(
      new UsageError(`--patience must be a whole number of seconds from 0 to 86400, not "${text}"`),
    );
  });
});
