import type { StoredSpan } from './otlp';
import { TraceStore } from './trace-store';

const span = (traceId: string, spanId: string, given: Partial<StoredSpan> = {}): StoredSpan => ({
  ...{ traceId, spanId, parentSpanId: null, service: 'gateway', name: spanId, kind: 'server' },
  ...{ startedAt: 1_000, tookMs: 10, error: null, attributes: {}, events: [], links: [] },
  ...given,
});

describe('the store of traces', () => {
  it('finds traces by ride and driver, the newest first, although spans arrive in any order', () => {
    const store = new TraceStore();
    const child = span('a', 'child', {
      parentSpanId: 'root',
      startedAt: 1_005,
      tookMs: 20,
      service: 'ride-service',
    });
    store.add([{ ...child, attributes: { 'ride.id': 'r-1' }, error: 'failed' }]);
    store.add([span('a', 'root', { parentSpanId: 'of nobody', attributes: { 'driver.id': 'd-1' } })]);
    store.add([span('b', 'other', { startedAt: 2_000, attributes: { 'ride.id': 'r-1' } })]);
    expect(store.find({ ride: 'r-1', limit: 10 }).map(({ traceId }) => traceId)).toEqual(['b', 'a']);
    expect(store.find({ ride: 'r-1', limit: 1 })).toHaveLength(1);
    expect(store.find({ ride: 'r-1', driver: 'd-1', limit: 10 })).toEqual([
      {
        ...{ traceId: 'a', name: 'root', startedAt: 1_000, tookMs: 25, spans: 2 },
        ...{ services: ['gateway', 'ride-service'], hasError: true },
      },
    ]);
    expect(store.find({ ride: 'r-2', limit: 10 })).toEqual([]);
  });

  it('shows spans of other traces that link here, and those that are linked from here', () => {
    const store = new TraceStore();
    store.add([
      span('a', 'publish'),
      span('b', 'batch', { links: [{ traceId: 'a', spanId: 'publish' }] }),
      span('b', 'statement', { parentSpanId: 'batch' }),
    ]);
    expect(store.trace('a')?.linked.map(({ traceId, spanId }) => [traceId, spanId])).toEqual([
      ['b', 'batch'],
    ]);
    expect(store.trace('b')?.linked.map(({ traceId, spanId }) => [traceId, spanId])).toEqual([
      ['a', 'publish'],
    ]);
    expect(store.trace('c')).toBeUndefined();
  });

  it('keeps a span once that is sent twice', () => {
    const store = new TraceStore();
    store.add([span('a', '1'), span('a', '1')]);
    expect(store.trace('a')?.spans).toHaveLength(1);
  });

  it('keeps 20,000 spans, and lets the oldest traces go as a whole', () => {
    const store = new TraceStore();
    for (let trace = 0; trace < 300; trace += 1) {
      store.add(Array.from({ length: 100 }, (_, n) => span(`t-${trace}`, `${trace}-${n}`)));
    }
    const kept = store.find({ limit: 1_000 });
    expect(kept).toHaveLength(200);
    expect([store.trace('t-99'), store.trace('t-100')?.spans.length]).toEqual([undefined, 100]);
  });

  it('keeps 2,000 spans of one trace', () => {
    const store = new TraceStore();
    store.add(Array.from({ length: 3_000 }, (_, n) => span('a', String(n))));
    expect(store.trace('a')?.spans).toHaveLength(2_000);
  });
});
