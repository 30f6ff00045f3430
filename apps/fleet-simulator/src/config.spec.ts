import { TestTokens } from '@ride-hailing/testing';
import { type ConfigAnswer, configFrom, type Config } from './config';

const tokens = new TestTokens();
const SECRET = {
  JWT_PRIVATE_KEY: tokens.privatePem,
  JWT_PUBLIC_KEY: tokens.publicPem,
};
const read = (args: string[] = [], environment: Record<string, string> = {}): ConfigAnswer =>
  configFrom(args, { ...SECRET, ...environment });
const config = (...given: Parameters<typeof read>): Config => {
  const answer = read(...given);
  if (answer.kind !== 'run') throw new Error(answer.text);
  return answer.config;
};
const faults = (...given: Parameters<typeof read>): string => {
  const answer = read(...given);
  return answer.kind === 'faults' ? answer.text : `not a fault but ${answer.kind}`;
};

describe('the configuration of the simulator', () => {
  it('has defaults for everything but the keys', () => {
    expect(config()).toMatchObject({ drivers: 200, ridesPerSecond: 2, seed: 1, invalid: 0, httpPort: 3003 });
    expect(faults(['--drivers', '20000'])).toMatch(
      /DRIVERS \(--drivers\) must be at most \d+: each driver's phone has a connection \(see ulimit -n\)/,
    );
    expect(faults([], { JWT_PRIVATE_KEY: '' })).toContain('JWT_PRIVATE_KEY');
    expect(faults([], { JWT_PUBLIC_KEY: '' })).toContain('JWT_PUBLIC_KEY');
  });

  it('takes the environment, overridden by the command line', () => {
    const environment = { DRIVERS: '10', DUPLICATES: '0.5', RIDES_PER_SECOND: '0' };
    expect(config([], environment)).toMatchObject({ drivers: 10, duplicates: 0.5, ridesPerSecond: 0 });
    expect(config(['--drivers', '20', '--rides-per-second=0.25'], environment)).toMatchObject({
      drivers: 20,
      duplicates: 0.5,
      ridesPerSecond: 0.25,
    });
  });

  it('names every bad value at once, by variable and option', () => {
    const text = faults(['--drivers', '0', '--invalid', '2', '--speed', 'fast'], { SEED: '-1' });
    for (const name of [
      'DRIVERS (--drivers)',
      'INVALID (--invalid)',
      'TRACE_SPEED (--speed)',
      'SEED (--seed)',
    ]) {
      expect(text).toContain(name);
    }
  });

  it('refuses unknown options, arguments and options without a value', () => {
    expect(faults(['--driver', '5'])).toContain('--driver');
    expect(faults(['five'])).toContain('five');
    expect(faults(['--seed'])).toContain('--seed');
    expect(faults(['--seed', ''])).toContain('SEED (--seed) is empty');
  });

  it('finds the recordings that come with the app, and names a file that is missing', () => {
    expect(config(['--trace', 'seoul-sample'])).toMatchObject({ traceFile: 'seoul-sample' });
    expect(config(['--trace', __filename]).traceFile).toBe(__filename);
    expect(faults(['--trace', './seoul-sample'])).toContain('TRACE_FILE (--trace) names no file');
  });

  it('orders no rides while a recording is replayed, unless configured', () => {
    expect(config(['--trace', 'seoul-sample']).ridesPerSecond).toBe(0);
    expect(config(['--trace', 'seoul-sample', '--rides-per-second', '1']).ridesPerSecond).toBe(1);
  });

  it('shows its options with --help', () => {
    const answer = read(['--help']);
    expect(answer).toMatchObject({ kind: 'help' });
    expect(answer).toHaveProperty('text', expect.stringContaining('--out-of-order'));
  });
});
