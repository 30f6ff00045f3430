import { labArguments } from './command-line';
import { FAULTS } from './results';
import { VARIANTS } from '../world/variants';

describe('the command line of the lab', () => {
  it('measures everything by default', () => {
    const { settings, help, out } = labArguments([]);
    expect(settings).toMatchObject({ repeats: 3, faults: FAULTS, quick: false });
    expect(settings.variants).toEqual(VARIANTS.map(({ name }) => name));
    expect({ help, out }).toEqual({ help: false, out: 'reports/tradeoffs' });
  });

  it('measures two variants, once, with one fault when it has to be quick', () => {
    const { settings } = labArguments(['--quick', '--seed', '7', '--rate', '50']);
    expect(settings).toMatchObject({ repeats: 1, seed: 7, readsPerSecond: 50, quick: true });
    expect(settings.variants).toEqual(['hybrid/versioned', 'sync-api']);
    expect(settings.faults).toEqual(['owner-killed']);
  });

  it('takes an approach for all of its variants, lists as one option or as several, and no faults at all', () => {
    const args = ['--approach', 'hybrid/ttl, sync-api', '--approach', 'shared-files', '--fault', 'none'];
    const { settings } = labArguments(args);
    expect(settings.variants).toEqual(['hybrid/ttl', 'sync-api', 'shared-files']);
    expect(settings.faults).toEqual([]);
    expect(labArguments(['--approach', 'hybrid']).settings.variants).toHaveLength(5);
  });

  it.each([
    [['--nope'], /--nope.*Options: --quick, --approach/],
    [['--rate', 'fast'], /--rate must be a whole number from 1 to 5000, not "fast"/],
    [['--rate', '0'], /--rate must be a whole number from 1 to 5000, not "0"/],
    [['--seconds', '1'], /--seconds must be a whole number from 2 to 600, not "1"/],
    [
      ['--approach', 'carrier-pigeon'],
      /--approach carrier-pigeon: not among hybrid, sync-api, .*hybrid\/ttl/,
    ],
    [['--approach', ','], /--approach names none/],
    [['--fault', 'flood'], /--fault flood: not among owner-killed, .*, none/],
    [['--fault', 'none,owner-slow'], /none goes with no other/],
  ])('refuses %j, and says what is allowed', (args, message) => {
    expect(() => labArguments(args)).toThrow(message);
  });

  it('notices an option that npm has taken for its own', () => {
    expect(() => labArguments([], { npm_config_quick: 'true' })).toThrow('npm run lab -- --quick');
  });
});
