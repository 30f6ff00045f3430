import { NAMES, NORMAL } from './assumptions';
import { growthOptions, HELP } from './growth-options';

const APPROACHES = ['hybrid/versioned', 'sync-api'];
const optionsOf = (...args: string[]) => growthOptions(args, APPROACHES);

describe('the command line of npm run growth', () => {
  it('assumes what the help says, for three sizes, when nothing is given', () => {
    expect(optionsOf()).toEqual({
      ...{ help: false, approach: 'hybrid/versioned', assumed: NORMAL, out: undefined, drivers: undefined },
    });
    for (const name of NAMES) expect(HELP).toContain(`--${name} `);
  });

  it('takes each assumption, and leaves the others', () => {
    const { drivers, assumed, approach } = optionsOf(
      ...['--drivers', '20000', '--update-every', '2.5', '--vcpu-hour', '0.05', '--approach', 'sync-api'],
    );
    expect({ drivers, approach }).toEqual({ drivers: 20_000, approach: 'sync-api' });
    expect(assumed).toEqual({ ...NORMAL, 'update-every': 2.5, 'vcpu-hour': 0.05 });
  });

  it.each([
    [['--driver', '5'], "Unknown option '--driver'. Options: --help, --drivers"],
    [['5'], 'Unexpected argument'],
    [['--drivers'], "Option '--drivers <value>' argument missing"],
    [['--drivers', '0'], '--drivers must be a whole number from 1 to 1000000000, not "0"'],
    [['--drivers', '1.5'], '--drivers must be a whole number from 1 to 1000000000, not "1.5"'],
    [['--drivers', 'many'], '--drivers must be a whole number from 1 to 1000000000, not "many"'],
    [['--update-every', '0'], '--update-every must be a number from 0.1 to 3600, not "0"'],
    [['--update-every', ''], '--update-every must be a number from 0.1 to 3600, not ""'],
    [['--utilisation', '1.1'], '--utilisation must be a number from 0.01 to 1, not "1.1"'],
    [['--vcpu-hour', '1e3'], '--vcpu-hour must be a number from 0.0001 to 1000, not "1e3"'],
    [['--vcpu-hour=-1'], '--vcpu-hour must be a number from 0.0001 to 1000, not "-1"'],
    [['--stream-replicas', '6'], '--stream-replicas must be a whole number from 1 to 5, not "6"'],
    [['--approach', 'x'], '--approach must be one of hybrid/versioned, sync-api, not "x"'],
    [['--out', ''], '--out must name a file'],
  ])('refuses %j, and says what is allowed', (args, says) => {
    expect(() => optionsOf(...args)).toThrow(says);
  });
});
