import { TOPICS } from '../results/results';
import { helpOf, type Measures, measuringArguments } from './command-line';

const BENCH: Measures = {
  ...{ script: 'bench', says: 'Measures.', names: TOPICS, repeats: 5, out: 'reports/bench' },
};
const argumentsOf = (args: readonly string[], environment = {}) =>
  measuringArguments(BENCH, args, environment);

describe('the command line of a measurement', () => {
  it('measures all topics five times by default', () => {
    const { settings, help, out, from, resume } = argumentsOf([]);
    expect(settings).toEqual({ topics: TOPICS, repeats: 5, seed: 1, quick: false });
    expect({ help, out, from, resume }).toEqual({
      ...{ help: false, out: 'reports/bench', from: undefined, resume: false },
    });
  });

  it('takes topics in any order, and measures them in that of the goals', () => {
    expect(argumentsOf(['start', 'ingest']).settings.topics).toEqual(['ingest', 'start']);
  });

  it('is quick with one repeat, unless more are asked for', () => {
    expect(argumentsOf(['--quick']).settings).toMatchObject({ repeats: 1, quick: true });
    expect(argumentsOf(['--quick', '--repeats', '2', '--seed', '9']).settings).toMatchObject({
      repeats: 2,
      seed: 9,
    });
  });

  it('writes the report of an earlier run again', () => {
    expect(argumentsOf(['--from', 'a.json', '--out', 'b'])).toMatchObject({ from: 'a.json', out: 'b' });
  });

  it.each([
    [['fly'], 'fly: not among ingest, read, details, outbox, nearest, start'],
    [['--nope'], /--nope.*Options: --repeats, --seed, --quick, --resume, --out, --from, --help/],
    [['--repeats', '0'], '--repeats must be a whole number from 1 to 50, not "0"'],
    [['--repeats', '2.5'], '--repeats must be a whole number from 1 to 50, not "2.5"'],
    [['--seed', 'x'], '--seed must be a whole number from 0 to 4294967295, not "x"'],
    [['--from', 'a.json', 'ingest'], '--from measures nothing: it goes with --out alone'],
    [['--from', 'a.json', '--quick'], '--from measures nothing: it goes with --out alone'],
  ])('refuses %j, and says what is allowed', (args, message) => {
    expect(() => argumentsOf(args)).toThrow(message);
  });

  it('notices an option that npm has taken for its own', () => {
    expect(() => argumentsOf([], { npm_config_quick: 'true' })).toThrow('npm run bench -- --quick');
  });

  it('helps with every option', () => {
    for (const option of ['--repeats', '--seed', '--quick', '--resume', '--out', '--from'])
      expect(helpOf(BENCH)).toContain(option);
  });
});
