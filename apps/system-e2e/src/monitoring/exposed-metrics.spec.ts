import { ExposedMetrics } from './exposed-metrics';

const TEXT = `# HELP lag Messages that wait
# TYPE lag gauge
lag{durable="copy",state="waiting"} 0
# TYPE took histogram
took_bucket{le="0.1",route="/a"} 1
took_sum{route="/a"} 0.05
took_count{route="/a"} 1
# TYPE letters counter
`;

describe('metrics that services expose', () => {
  const exposed = new ExposedMetrics();
  exposed.add('driver-service', TEXT);
  const faultsOf = (expr: string, text = '') => exposed.faultsOf({ where: 'here', expr, text });

  it('accepts metrics, labels and values that are there, and what Prometheus adds', () => {
    expect(
      faultsOf('max by (durable, job) (lag{state="waiting", job="driver-service"})', '{{durable}}'),
    ).toEqual([]);
    expect(faultsOf('histogram_quantile(0.9, sum by (le) (rate(took_bucket{route=~"/[ab]"}[1m])))')).toEqual(
      [],
    );
    expect(faultsOf('up == 0 or letters', '{{ $labels.instance }}')).toEqual([]);
    expect(faultsOf('took_count{route!="/b"}')).toEqual([]);
  });

  it.each([
    ['a misspelt metric', 'lags > 0', '', 'no service exposes lags'],
    ['a histogram without its ending', 'took > 0', '', 'no service exposes took'],
    ['a misspelt label', 'lag{stat="waiting"}', '', 'no series of lag has stat="waiting"'],
    ['a value that never occurs', 'lag{state="wait"}', '', 'no series of lag has state="wait"'],
    ['a pattern that matches none', 'lag{state=~"wait"}', '', 'no series of lag has state=~"wait"'],
    ['a misspelt grouping', 'sum by (durables) (lag)', '', 'no series of it has the label durables'],
    ['a label in a text', 'lag', '{{ $labels.kind }}', 'no series of it has the label kind'],
    [
      'a label of a metric without series',
      'sum by (durable) (letters)',
      '',
      'no series of it has the label durable',
    ],
  ])('finds %s', (_what, expr, text, fault) => {
    expect(faultsOf(expr, text)).toEqual([`here: ${fault}`]);
  });
});
