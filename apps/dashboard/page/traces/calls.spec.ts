import { span } from '../../test/spans';
import { callsOf, doingOf, sayEvent } from './calls';

describe('what a trace says that was done', () => {
  it.each([
    [{ attributes: { 'rpc.system': 'grpc', 'http.flavor': '2' } }, 'grpc'],
    [{ attributes: { 'db.system': 'postgresql' } }, 'statement'],
    [{ attributes: { 'http.request.method': 'GET' } }, 'http'],
    [{ kind: 'consumer' as const }, 'message'],
    [{}, 'inside'],
  ])('a span with %j does %s', (given, doing) => {
    expect(doingOf(span('a', given))).toBe(doing);
  });

  it('calls come by time, with cache events, and without what was done inside or served', () => {
    const calls = callsOf({
      spans: [
        span('served', { kind: 'server', attributes: { 'http.route': '/' } }),
        span('asked', {
          kind: 'client',
          startedAt: 1_005,
          attributes: { 'rpc.system': 'grpc' },
          error: 'late',
        }),
        span('looked', {
          events: [{ name: 'cache.lookup', at: 1_002, attributes: { 'cache.outcome': 'miss' } }],
        }),
      ],
    });
    expect(calls).toEqual([
      {
        ...{ doing: 'cache', service: 'driver-service', name: 'cache.lookup (outcome: miss)' },
        ...{ atMs: 2, tookMs: null, error: null },
      },
      { doing: 'grpc', service: 'driver-service', name: 'asked', atMs: 5, tookMs: 10, error: 'late' },
    ]);
  });

  it('a trace without spans has no calls', () => {
    expect(callsOf({ spans: [] })).toEqual([]);
  });

  it('an event without attributes is its name alone', () => {
    expect(sayEvent({ name: 'exception', attributes: {} })).toBe('exception');
  });
});
