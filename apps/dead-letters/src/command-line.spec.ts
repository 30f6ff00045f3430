import { commandFrom, UsageError } from './command-line';

const parse = (line: string) => commandFrom(line.split(' ').filter(Boolean));

describe('the command line of the dead letters', () => {
  it.each([
    ['list', { name: 'list', limit: 100 }],
    ['list --limit 5', { name: 'list', limit: 5 }],
    ['show 12', { name: 'show', sequence: 12 }],
    ['redrive 12', { name: 'redrive', sequence: 12 }],
    ['redrive --all', { name: 'redrive-all' }],
    ['show --help', { name: 'help' }],
  ])('understands "%s"', (line, command) => {
    expect(parse(line)).toEqual(command);
  });

  it.each([
    ['', 'which command, if not ""?'],
    ['remove 3', 'which command, if not "remove"?'],
    ['show', 'the sequence must be a whole number from 1, not ""'],
    ['show 0', 'not "0"'],
    ['show 1.5', 'not "1.5"'],
    ['show 1e3', 'not "1e3"'],
    ['redrive', 'the sequence (or --all) must be'],
    ['redrive 1 2', 'one sequence at a time'],
    ['redrive 1 --all', 'either one sequence or --all'],
    ['list 3', 'list takes no sequence'],
    ['list --limit 0', '--limit must be a whole number from 1 to 10000'],
    ['list --limit 10001', 'not "10001"'],
    ['list --all', '--all is for redrive'],
    ['show 1 --limit 3', '--limit is for list'],
    ['list --everything', "Unknown option '--everything'"],
  ])('refuses "%s" and says why', (line, reason) => {
    expect(() => parse(line)).toThrow(UsageError);
    expect(() => parse(line)).toThrow(reason);
  });
});
