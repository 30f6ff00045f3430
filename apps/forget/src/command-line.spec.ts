import { commandFrom } from './command-line';

describe('the command line of forget', () => {
  it('takes the id of one rider, and how long a store may be away', () => {
    expect(commandFrom(['r-1'])).toEqual({ name: 'forget', riderId: 'r-1', patienceMs: 60_000 });
    expect(commandFrom(['r-1', '--patience', '5'])).toMatchObject({ patienceMs: 5_000 });
    expect(commandFrom(['--help'])).toEqual({ name: 'help' });
  });

  it.each([
    [[], 'name one rider: npm run forget -- <riderId>'],
    [['r-1', 'r-2'], 'name one rider'],
    [['a b'], 'the id of the rider must match [A-Za-z0-9_-]{1,64}'],
    [[''], 'the id of the rider must match'],
    [['r-1', '--now'], "Unknown option '--now'. Options: --patience <seconds>"],
    [['r-1', '--patience', 'long'], '--patience must be a whole number of seconds'],
  ])('refuses %j with what is wrong', (args, reason) => {
    expect(() => commandFrom(args)).toThrow(reason);
  });
});
