import fc from 'fast-check';
import { span } from '../../test/spans';
import { idsIn, waterfallOf } from './waterfall';

const shape = (spans: Parameters<typeof waterfallOf>[0]) =>
  waterfallOf(spans).rows.map((row) => `${'-'.repeat(row.depth)}${row.span.spanId} ${row.atMs}`);

describe('the waterfall of a trace', () => {
  it('each span stands below its parent, brothers by time', () => {
    const spans = [
      span('late', { parentSpanId: 'root', startedAt: 1_008 }),
      span('inner', { parentSpanId: 'early', startedAt: 1_003 }),
      span('early', { parentSpanId: 'root', startedAt: 1_002 }),
      span('root', { tookMs: 20 }),
    ];
    expect(shape(spans)).toEqual(['root 0', '-early 2', '--inner 3', '-late 8']);
    expect(waterfallOf(spans).untilMs).toBe(20);
  });

  it('a span whose parent is not there, and one in a circle, are still shown', () => {
    const spans = [
      span('orphan', { parentSpanId: 'elsewhere', startedAt: 1_001 }),
      span('a', { parentSpanId: 'b', startedAt: 1_002 }),
      span('b', { parentSpanId: 'a', startedAt: 1_003 }),
    ];
    expect(shape(spans)).toEqual(['orphan 0', 'a 1', '-b 2']);
  });

  it('a span names the traces that it links to and that link to it, once each', () => {
    const rows = waterfallOf(
      [span('published', { links: [{ traceId: 't0', spanId: 's0' }] })],
      ['x', 'y'].map((id) => ({
        ...span(id, { links: [{ traceId: 't', spanId: 'published' }] }),
        traceId: 't1',
      })),
    ).rows;
    expect(rows[0]?.linkedTraces).toEqual(['t0', 't1']);
  });

  it('no spans give no rows', () => {
    expect(waterfallOf([])).toEqual({ rows: [], untilMs: 0 });
  });

  it('each span is shown exactly once, whatever its parents are', () => {
    const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const any = fc.uniqueArray(
      fc
        .tuple(ids, fc.option(ids), fc.nat(50))
        .map(([id, parent, at]) => span(id, { parentSpanId: parent, startedAt: 1_000 + at })),
      { selector: ({ spanId }) => spanId },
    );
    fc.assert(
      fc.property(any, (spans) => {
        const shown = waterfallOf(spans).rows.map((row) => row.span.spanId);
        return shown.length === spans.length && new Set(shown).size === shown.length;
      }),
    );
  });

  it('the requests, rides and drivers of a trace are named once each, and other ids are not', () => {
    const about = [
      span('a', { attributes: { 'driver.id': 'd-1', requestId: 'q' } }),
      span('b', { attributes: { 'ride.id': 'r1', 'messaging.message.id': 'm', 'driver.id': 'd-1' } }),
    ];
    expect(idsIn({ spans: about })).toEqual(['d-1', 'q', 'r1']);
  });
});
