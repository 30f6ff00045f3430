import { UsageError } from '@ride-hailing/service-kit';
import { commandFrom } from './command-line';

const parse = (line: string) => commandFrom(line.split(' ').filter(Boolean), ['LETTERS', 'MORE_LETTERS']);

describe('the command line of the dead letters', () => {
  it.each([
    ['list', { name: 'list', limit: 100 }],
    ['list --limit 5', { name: 'list', limit: 5 }],
    ['show LETTERS/12', { name: 'show', letter: { stream: 'LETTERS', sequence: 12 } }],
    ['redrive MORE_LETTERS/12', { name: 'redrive', letter: { stream: 'MORE_LETTERS', sequence: 12 } }],
    ['redrive --all', { name: 'redrive-all' }],
    ['show --help', { name: 'help' }],
  ])('understands "%s"', (line, command) => {
    expect(parse(line)).toEqual(command);
  });

  it.each([
    ['', 'which command, if not ""?'],
    ['remove 3', 'which command, if not "remove"?'],
    ['show', 'the letter must be named as in the list, LETTERS/<number> or MORE_LETTERS/<number>, not ""'],
    ['show 12', 'not "12"'],
    ['show OTHERS/12', 'not "OTHERS/12"'],
    ['show LETTERS/0', 'not "LETTERS/0"'],
    ['show LETTERS/1.5', 'not "LETTERS/1.5"'],
    ['show LETTERS/1e3', 'not "LETTERS/1e3"'],
    ['show LETTERS/1/2', 'not "LETTERS/1/2"'],
    ['show LETTERS/', 'not "LETTERS/"'],
    ['show LETTERS/9999999999999999', 'not "LETTERS/9999999999999999"'],
    ['redrive', 'the letter (or --all) must be'],
    ['redrive LETTERS/1 LETTERS/2', 'one letter at a time'],
    ['redrive LETTERS/1 --all', 'either one letter or --all'],
    ['list LETTERS/3', 'list takes no letter'],
    ['list --limit 0', '--limit must be a whole number from 1 to 10000'],
    ['list --limit 10001', 'not "10001"'],
    ['list --all', '--all is for redrive'],
    ['show LETTERS/1 --limit 3', '--limit is for list'],
    ['list --everything', "Unknown option '--everything'"],
  ])('refuses "%s" and says why', (line, reason) => {
    expect(() => parse(line)).toThrow(UsageError);
    expect(() => parse(line)).toThrow(reason);
  });
});
