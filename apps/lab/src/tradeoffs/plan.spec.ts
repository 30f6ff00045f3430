import { labArguments } from './command-line';
import { planOf, titleOf } from './plan';

const settingsOf = (...args: string[]) => labArguments(args).settings;
const namesOf = (...args: string[]) =>
  planOf(settingsOf(...args)).map(({ kind, variant, repeat }) => `${kind} ${repeat} ${variant.name}`);

describe('the plan of a run', () => {
  it('gives every variant its turn in each repeat, then bytes with faults, then two instances', () => {
    const slots = planOf(settingsOf());
    const rounds = [slots.slice(0, 10), slots.slice(10, 20), slots.slice(20, 30)];
    for (const round of rounds) expect(new Set(round.map(({ variant }) => variant.name)).size).toBe(10);
    expect(slots.slice(30).map(({ kind }) => kind)).toEqual([
      ...Array<string>(10).fill('proxied'),
      ...Array<string>(10).fill('two-instances'),
    ]);
  });

  it('draws the order in each repeat anew, and the same for the same seed', () => {
    expect(namesOf('--seed', '4')).toEqual(namesOf('--seed', '4'));
    expect(namesOf('--seed', '4')).not.toEqual(namesOf('--seed', '5'));
    const [first, second] = [0, 10].map((from) =>
      planOf(settingsOf())
        .slice(from, from + 10)
        .map(({ variant }) => variant.name),
    );
    expect(first).not.toEqual(second);
  });

  it('fits into an hour, and under three minutes when it has to be quick', () => {
    const secondsOf = (...args: string[]) =>
      planOf(settingsOf(...args)).reduce((sum, { plannedSeconds }) => sum + plannedSeconds, 0);
    expect(secondsOf()).toBeLessThan(50 * 60);
    expect(secondsOf('--quick')).toBeLessThan(150);
  });

  it('names each slot for a person', () => {
    const settings = settingsOf('--quick', '--approach', 'sync-api');
    expect(planOf(settings).map((slot) => titleOf(slot, settings))).toEqual([
      'sync-api, repeat 1 of 1',
      'sync-api, bytes and faults',
    ]);
  });
});
