import { benchArguments, HELP } from './command-line';
import { TOPICS } from '../runner/results';

describe('the command line of the benchmark', () => {
  it('measures all topics five times by default', () => {
    const { settings, help, out, from } = benchArguments([]);
    expect(settings).toEqual({ topics: TOPICS, repeats: 5, seed: 1, quick: false });
    expect({ help, out, from }).toEqual({ help: false, out: 'reports/bench', from: undefined });
  });

  it('takes topics in any order, and measures them in that of the goals', () => {
    expect(benchArguments(['start', 'ingest']).settings.topics).toEqual(['ingest', 'start']);
  });

  it('is quick with one repeat, unless more are asked for', () => {
    expect(benchArguments(['--quick']).settings).toMatchObject({ repeats: 1, quick: true });
    expect(benchArguments(['--quick', '--repeats', '2', '--seed', '9']).settings).toMatchObject({
      repeats: 2,
      seed: 9,
    });
  });

  it('writes the report of an earlier run anew', () => {
    expect(benchArguments(['--from', 'a.json', '--out', 'b'])).toMatchObject({ from: 'a.json', out: 'b' });
  });

  it.each([
    [['fly'], 'fly: not among ingest, read, details, outbox, nearest, start'],
    [['--nope'], /--nope.*Options: --repeats, --seed, --quick, --out, --from, --help/],
    [['--repeats', '0'], '--repeats must be a whole number from 1 to 50, not "0"'],
    [['--repeats', '2.5'], '--repeats must be a whole number from 1 to 50, not "2.5"'],
    [['--seed', 'x'], '--seed must be a whole number from 0 to 4294967295, not "x"'],
    [['--from', 'a.json', 'ingest'], '--from measures nothing: it goes with --out alone'],
    [['--from', 'a.json', '--quick'], '--from measures nothing: it goes with --out alone'],
  ])('refuses %j, and says what is allowed', (args, message) => {
    expect(() => benchArguments(args)).toThrow(message);
  });

  it('notices an option that npm has taken for its own', () => {
    expect(() => benchArguments([], { npm_config_quick: 'true' })).toThrow('npm run bench -- --quick');
  });

  it('helps with every option', () => {
    for (const option of ['--repeats', '--seed', '--quick', '--out', '--from'])
      expect(HELP).toContain(option);
  });
});
