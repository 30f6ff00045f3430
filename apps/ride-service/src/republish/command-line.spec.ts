import { UsageError } from '@ride-hailing/service-kit';
import { commandFrom } from './command-line';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const parse = (line: string) => commandFrom(line.split(' ').filter(Boolean), NOW);

describe('the command line of publishing again', () => {
  it.each([
    ['ride-events', { what: 'ride-events', since: new Date(0), patienceMs: 60_000 }],
    [
      'ride-events --since 2026-11-22T09:00:00Z',
      { what: 'ride-events', since: new Date('2026-11-22T09:00:00Z'), patienceMs: 60_000 },
    ],
    [
      'ride-events --since=2026-11-22T09:00:00+09:00',
      { what: 'ride-events', since: new Date('2026-11-22T00:00:00Z'), patienceMs: 60_000 },
    ],
    ['--patience 5 ride-events', { what: 'ride-events', since: new Date(0), patienceMs: 5_000 }],
    ['ride-publications', { what: 'ride-publications', patienceMs: 60_000 }],
    ['ride-publications --patience 5', { what: 'ride-publications', patienceMs: 5_000 }],
  ])('parses "%s"', (line, command) => {
    expect(parse(line)).toEqual(command);
  });

  it.each([
    ['', 'what to publish again, if not ""? ride-events or ride-publications'],
    ['rides', 'not "rides"'],
    ['ride-events rides', 'not "ride-events rides"'],
    ['ride-events ride-publications', 'not "ride-events ride-publications"'],
    ['ride-publications --since 2026-11-22T09:00:00Z', '--since is for ride-events'],
    ['ride-events --since yesterday', '--since must be a time with its zone'],
    ['ride-events --since 2026-11-22T09:00:00', 'not "2026-11-22T09:00:00"'],
    ['ride-events --since 2026-13-01T00:00:00Z', 'not "2026-13-01T00:00:00Z"'],
    [
      'ride-events --since 2026-11-22T12:00:01Z',
      '--since must not lie ahead: it is 2026-11-22T12:00:00.000Z now',
    ],
    ['ride-events --patience -1', "'--patience' argument is ambiguous"],
    ['ride-events --patience forever', '--patience must be a whole number of seconds from 0 to 86400'],
    ['ride-events --all', "Unknown option '--all'"],
  ])('refuses "%s" and says why', (line, reason) => {
    expect(() => parse(line)).toThrow(UsageError);
    expect(() => parse(line)).toThrow(reason);
  });
});
