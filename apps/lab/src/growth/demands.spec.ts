import { anExperiment, aSide, someResults } from '../../test/results.builder';
import { aMovedExperiment } from '../../test/moved.builder';
import { kindOf } from './cost-growth';
import { demandsOf } from './demands';
import { committed } from './main';
import { measuredLab, measuredSpeed } from './measured';

describe('a measured figure', () => {
  const speed = measuredSpeed(someResults([anExperiment()]), 'results.json');

  it('is the median of the repeats, and links to its place in the report', () => {
    expect(speed.figure('ingest-5000', { side: 'project', metric: 'rate' })).toEqual({
      ...{ value: 600, shown: '600', link: 'bench/report.md#rate-ingest-5000-project' },
    });
  });

  it('links to the place in its series, when it is part of one', () => {
    const series = { id: 'ingest-by-drivers', title: 'Ingest', of: 'drivers', x: 1_000 };
    const grown = measuredSpeed(someResults([anExperiment({ series })]), 'results.json');
    const { link } = grown.figure('ingest-5000', { side: 'project', metric: 'rate' });
    expect(link).toBe('bench/report.md#growth-ingest-by-drivers-rate-project-1000');
  });

  it('is of one value of what was moved', () => {
    const lab = measuredLab(someResults([aMovedExperiment({ a: { 1: [3], 5: [7, 9] } })]), 'results.json');
    expect(lab.placesOf('far', { side: 'a', metric: 'ms' })).toEqual([1, 5]);
    expect(lab.figure('far', { side: 'a', metric: 'ms', at: 5 })).toEqual({
      ...{ value: 8, shown: '8 ms', link: 'lab/distance.md#ms-far-a-5' },
    });
  });

  it.each([
    [() => speed.figure('x', { side: 'project', metric: 'rate' }), 'results.json has no experiment x'],
    [
      () => speed.figure('ingest-5000', { side: 'x', metric: 'rate' }),
      'results.json has no rate of the side x in the experiment ingest-5000',
    ],
    [
      () => speed.figure('ingest-5000', { side: 'project', metric: 'rate', at: 2 }),
      'results.json has no rate of the side project at 2 in the experiment ingest-5000',
    ],
    [() => speed.seriesOf('x'), 'results.json has no series x of two sizes or more'],
  ])('that was not measured is named, with the file that lacks it (%#)', (ask, says) => {
    expect(ask).toThrow(says);
  });
});

describe('the demands', () => {
  const { speed, lab } = committed();

  it('are all there in the committed results, and above nothing', () => {
    const { update, messageStored, change, changesOfOneThread, memory, joins, wholeRideBytes } = demandsOf(
      speed,
      lab,
    );
    const all = [
      ...Object.values(update),
      ...[messageStored, change, changesOfOneThread, memory.driver, memory.ride, wholeRideBytes],
      ...Object.values(joins).flatMap((join) => Object.values(join) as number[]),
    ];
    expect(all.filter((value) => !(value > 0))).toEqual([]);
  });

  it('are for one update, where the results are for 100,000', () => {
    const { value } = speed.figure('ingest-100000', { side: 'project', metric: 'serviceCpu' });
    expect(demandsOf(speed, lab).update.service).toBeCloseTo(value / 100_000, 12);
  });

  it('take the slower kind of commands for the thread of ride-service, where it was seen to do more', () => {
    const commands = (requests: number, changes: number) => ({
      ...anExperiment({ id: 'commands' }),
      metrics: ['requests', 'changes'].map((id) => ({
        ...{ id, label: id, unit: 'a second' as const, better: 'higher' as const },
      })),
      sides: [
        {
          ...aSide('project', []),
          samples: [{ repeat: 0, atSecond: 0, values: { requests, changes }, verified: 'planted' }],
        },
      ],
    });
    const rateOf = (requests: number, changes: number) => {
      const experiments = speed.results.experiments.filter(({ id }) => id !== 'commands');
      const results = { ...speed.results, experiments: [...experiments, commands(requests, changes)] };
      return demandsOf(measuredSpeed(results, 'results.json'), lab).changesOfOneThread;
    };
    expect(rateOf(9_000, 8_000)).toBe(8_000);
    expect(rateOf(9_000, 1)).toBe(
      speed.figure('outbox-to-copy-500', { side: 'project', metric: 'changesPerSecond' }).value,
    );
  });
});

describe('the growth of a cost', () => {
  it.each([
    [1_000, 1, 'flat'],
    [1_000, 1.9, 'flat'],
    [1_000, 3.5, 'less than in proportion'],
    [1_000, 900, 'in proportion'],
    [10, 100, 'more than in proportion'],
    [4, 0.5, 'falls'],
  ])('over %d times as much is, by a factor of %d, %s', (times, factor, kind) => {
    expect(kindOf(times, factor)).toBe(kind);
  });
});
