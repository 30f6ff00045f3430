import { chaosOptions } from './chaos-options';

describe('the command line of npm run chaos', () => {
  it('takes a random seed, 30 seconds and a file named after the seed unless told otherwise', () => {
    expect(chaosOptions([], 7)).toEqual({
      ...{ help: false, seed: 7, seconds: 30, cluster: false, mutant: undefined, out: '.stack/chaos/7.html' },
    });
    expect(
      chaosOptions(
        ['--seed', '8', '--seconds', '5', '--cluster', '--mutant', 'no-fence', '--out', 'x.html'],
        7,
      ),
    ).toEqual({
      ...{ help: false, seed: 8, seconds: 5, cluster: true, mutant: 'no-fence', out: 'x.html' },
    });
  });

  it.each([
    [
      ['--sed', '1'],
      "Unknown option '--sed'. Options: --seed, --seconds, --cluster, --mutant, --out, --help",
    ],
    [['--seed', 'one'], '--seed must be a whole number from 0 to 4294967295, not "one"'],
    [['--seed', '4294967296'], '--seed must be a whole number'],
    [['--seconds', '4'], '--seconds must be a whole number from 5 to 3600, not "4"'],
    [['--seconds', '3601'], '--seconds must be a whole number'],
    [['--seconds', '1e2'], '--seconds must be a whole number'],
    [['--mutant', 'none'], '--mutant must be one of cursor-relay, ack-first'],
    [['more'], 'Unexpected argument'],
  ])('refuses %j and says what is allowed', (args, why) => {
    expect(() => chaosOptions(args, 7)).toThrow(why);
  });
});
