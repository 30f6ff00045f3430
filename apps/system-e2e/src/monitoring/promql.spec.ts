import { namesIn } from './promql';

const metricsIn = (expression: string) => namesIn(expression).selectors.map(({ metric }) => metric);

describe('names in a PromQL expression', () => {
  it('finds the metrics in arithmetic and functions, and takes no function or keyword for one', () => {
    expect(
      metricsIn('sum(rate(a_total[5m])) / sum without (x) (rate(b_total[$__rate_interval])) > bool 0.05'),
    ).toEqual(['a_total', 'b_total']);
    expect(metricsIn('a > 0 unless b offset 10m or vector(0) # a comment')).toEqual(['a', 'b']);
    expect(metricsIn('a:b:rate5m + Inf')).toEqual(['a:b:rate5m']);
  });

  it('finds each matcher of a selector, whatever its quoted value contains', () => {
    expect(namesIn(`lag{state="wai}ting", kind!~'a|(b)', empty=""}[1m]`).selectors).toEqual([
      {
        metric: 'lag',
        matchers: [
          { label: 'state', operator: '=', value: 'wai}ting' },
          { label: 'kind', operator: '!~', value: 'a|(b)' },
          { label: 'empty', operator: '=', value: '' },
        ],
      },
    ]);
  });

  it('finds the labels of groupings before and after the aggregated expression', () => {
    const { groupedBy, selectors } = namesIn(
      'sum by (le, job) (a) * on(target) group_left(kind) max(b) by (x)',
    );
    expect(groupedBy).toEqual(['le', 'job', 'target', 'kind', 'x']);
    expect(selectors.map(({ metric }) => metric)).toEqual(['a', 'b']);
  });
});
