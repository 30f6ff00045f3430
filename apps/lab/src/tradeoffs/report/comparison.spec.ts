import { type Results } from '../results';
import { compareResults } from './comparison';
import { aMeasured, aVariant, someResults } from '../../../test/tradeoffs.builder';
import { terminalComparison } from './terminal-table';

const withP50s = (...p50s: number[]): Results =>
  someResults([aVariant('sync-api', { repeats: p50s.map((p50) => aMeasured({ p50, busyP50: 9 })) })]);

const rowOf = (now: Results, earlier: Results, figure: string): string[] | undefined =>
  compareResults(now, earlier)
    .table.rows.map((row) => row.map(({ text }) => text))
    .find(([, label]) => label?.startsWith(figure));

describe('comparing with an earlier run', () => {
  it('marks what is outside both spreads, for better and for worse', () => {
    const row = rowOf(withP50s(2, 2.2, 1.8), withP50s(4, 4.2, 3.8), 'p50');
    expect(row).toEqual(['sync-api', 'p50 (ms)', '4 (3.8–4.2)', '2 (1.8–2.2)', '-50 %', 'better']);
    expect(rowOf(withP50s(4, 4.2, 3.8), withP50s(2, 2.2, 1.8), 'p50')?.slice(-2)).toEqual([
      '+100 %',
      'worse',
    ]);
  });

  it('takes more reads at saturation for better', () => {
    const run = (part: number): Results =>
      someResults([
        aVariant('sync-api', { repeats: [1, 1.1].map((one) => aMeasured({ saturation: part * one })) }),
      ]);
    expect(rowOf(run(2_000), run(1_000), 'reads at saturation')?.at(-1)).toBe('better');
  });

  it('does not mark what overlaps, nor what has no spread', () => {
    expect(rowOf(withP50s(2, 3.9, 1.8), withP50s(4, 4.2, 3.8), 'p50')?.slice(-2)).toEqual(['-50 %', '']);
    expect(rowOf(withP50s(2), withP50s(4, 4.2, 3.8), 'p50')?.at(-1)).toBe('one repeat: no spread');
  });

  it('compares the variants that both have, and says so when there are none', () => {
    const other = someResults([aVariant('database-view')]);
    expect(compareResults(withP50s(1, 2), other).table.rows).toEqual([]);
    expect(terminalComparison(withP50s(1, 2), other)).toContain('No variant is in both runs.');
    expect(terminalComparison(withP50s(1, 2), withP50s(1, 2))).toContain('Nothing has changed');
  });

  it('warns of other settings, another machine and other versions, and of no other difference', () => {
    const now = withP50s(1, 2);
    const earlier: Results = {
      ...now,
      commit: 'other',
      settings: { ...now.settings, readsPerSecond: 100, seed: 9, quick: true },
      machine: { ...now.machine, cores: 8 },
      versions: { node: '22.0.0', postgres: '18.4' },
    };
    expect(compareResults(now, earlier).warnings).toEqual([
      'setting readsPerSecond: 100 before, 400 now',
      'machine cores: 8 before, 2 now',
      'version of node: 22.0.0 before, 20.20.0 now',
      'version of nats: none before, 2.15.1 now',
    ]);
    expect(compareResults(now, now).warnings).toEqual([]);
  });
});
