import { readMetrics } from './metrics-text';

describe('reading metrics', () => {
  it('reads labels with escapes and braces, numbers with exponents and NaN, and only what is wanted', () => {
    const text = [
      '# HELP a_total What it counts',
      '# TYPE a_total counter',
      'a_total 3',
      'b{route="/rides/{id}",say="\\"x\\"\\n"} 1.5e3',
      'b{route="/"} NaN 1700000000000',
      'b_bucket{le="1"} 4',
      '',
      'no sample here',
    ].join('\n');
    expect([...readMetrics(text, new Set(['a_total', 'b', 'no']))]).toEqual([
      ['a_total', [{ series: 'a_total', labels: {}, value: 3 }]],
      [
        'b',
        [
          {
            series: expect.any(String) as string,
            labels: { route: '/rides/{id}', say: '"x"\n' },
            value: 1_500,
          },
          { series: 'b{route="/"', labels: { route: '/' }, value: Number.NaN },
        ],
      ],
      ['no', [{ series: 'no', labels: {}, value: Number.NaN }]],
    ]);
  });
});
