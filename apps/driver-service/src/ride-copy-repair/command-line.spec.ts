import { UsageError } from '@ride-hailing/service-kit';
import { commandFrom } from './command-line';

const parse = (line: string) => commandFrom(line.split(' ').filter(Boolean));

describe('the command line of the repair', () => {
  it.each([
    ['rebuild ride-copy', { job: 'rebuild', patienceMs: 60_000 }],
    ['reconcile ride-copy --patience 0', { job: 'reconcile', patienceMs: 0 }],
    ['reconcile --patience=90 ride-copy', { job: 'reconcile', patienceMs: 90_000 }],
  ])('accepts the command line "%s"', (line, command) => {
    expect(parse(line)).toEqual(command);
  });

  it.each([
    ['', 'what to do, if not ""? rebuild or reconcile, then ride-copy'],
    ['rebuild', 'not "rebuild"'],
    ['rebuild rides', 'not "rebuild rides"'],
    ['rebuild ride-copy now', 'not "rebuild ride-copy now"'],
    ['rebuild ride-copy --patience', 'argument missing'],
    [
      'rebuild ride-copy --patience soon',
      '--patience must be a whole number of seconds from 0 to 86400, not "soon"',
    ],
    ['rebuild ride-copy --hurry', "Unknown option '--hurry'"],
  ])('refuses the command line "%s" and says why', (line, reason) => {
    expect(() => parse(line)).toThrow(UsageError);
    expect(() => parse(line)).toThrow(reason);
  });
});
