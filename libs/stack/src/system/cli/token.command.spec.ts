import { tokenArguments } from './token.command';

describe('arguments of npm run token', () => {
  it('reads a role, an id and a duration', () => {
    expect(tokenArguments(['--role', 'rider', '--sub=r-1'])).toEqual({
      role: 'rider',
      sub: 'r-1',
      hours: 12,
    });
    expect(tokenArguments(['--role=driver', '--sub', 'd-1', '--hours', '0.5'])).toMatchObject({ hours: 0.5 });
    expect(tokenArguments(['--help'])).toBeUndefined();
  });

  it.each([
    [[], '--role must be one of rider, driver, dispatcher, not ""'],
    [['--role', 'admin', '--sub', 'a'], 'not "admin"'],
    [['--role', 'rider'], '--sub must be 1 to 64 letters'],
    [['--role', 'rider', '--sub', 'a.b'], 'not "a.b"'],
    [['--role', 'rider', '--sub', 'a', '--hours', '0'], '--hours must be a number above 0'],
    [['--role', 'rider', '--sub', 'a', '--hours', 'x'], 'not "x"'],
    [['--user', 'a'], /Unknown option '--user'.* Options: --role/],
  ])('refuses %j with a reason', (args, reason) => {
    expect(() => tokenArguments(args)).toThrow(reason);
  });
});
