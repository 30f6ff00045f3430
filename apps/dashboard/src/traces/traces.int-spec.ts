import { DashboardScene } from '../../test/dashboard-scene';
import type { Trace, TraceSummary } from '../page-api';

const TRACE = 'a'.repeat(32);
const OTHER = 'b'.repeat(32);
const JSON_TYPE = { 'content-type': 'application/json' };

const wireSpan = (given: Record<string, unknown>) => ({
  ...{ traceId: TRACE, spanId: '1'.repeat(16), name: 'GET /drivers/:id/current-ride', kind: 2 },
  ...{ startTimeUnixNano: '1796000000000123456', endTimeUnixNano: '1796000000012345678' },
  ...given,
});
const exportOf = (...spans: unknown[]) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'driver-service' } }] },
      scopeSpans: [{ scope: { name: 'x' }, spans }],
    },
  ],
});

describe('traces that services send', () => {
  const scene = new DashboardScene();
  const send = (body: unknown, headers: Record<string, string> = JSON_TYPE) =>
    scene.send('/v1/traces', {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  beforeAll(() => scene.start());
  afterAll(() => scene.stop());

  it('takes spans without a cookie, and shows their times, attributes, events and links', async () => {
    const attributes = [
      { key: 'ride.id', value: { stringValue: 'r-1' } },
      { key: 'status', value: { intValue: '200' } },
      { key: 'share', value: { doubleValue: 0.5 } },
      { key: 'ok', value: { boolValue: false } },
      { key: 'list', value: { arrayValue: { values: [] } } },
    ];
    const events = [{ name: 'cache lookup', timeUnixNano: 1796000000001000000, attributes: [] }];
    const links = [{ traceId: OTHER, spanId: '2'.repeat(16), attributes: [] }];
    const taken = await send(
      exportOf(
        wireSpan({ attributes, events, links, status: { code: 2, message: 'UNAVAILABLE' }, flags: 257 }),
      ),
    );
    expect([taken.status, taken.text]).toEqual([200, '{}']);
    expect(await scene.json<TraceSummary[]>('/api/traces?ride=r-1')).toMatchObject([
      { traceId: TRACE, services: ['driver-service'], hasError: true },
    ]);
    expect((await scene.json<Trace>(`/api/traces/${TRACE}`)).spans).toEqual([
      {
        traceId: TRACE,
        ...{ spanId: '1'.repeat(16), parentSpanId: null, service: 'driver-service', kind: 'server' },
        ...{ name: 'GET /drivers/:id/current-ride', startedAt: 1796000000000.123, tookMs: 12.222 },
        ...{ error: 'UNAVAILABLE', attributes: { 'ride.id': 'r-1', status: 200, share: 0.5, ok: false } },
        events: [{ name: 'cache lookup', at: 1796000000001, attributes: {} }],
        links: [{ traceId: OTHER, spanId: '2'.repeat(16) }],
      },
    ]);
  });

  it('takes an export without spans', async () => {
    for (const body of [{}, { resourceSpans: [] }, { resourceSpans: [{ scopeSpans: [{}] }] }]) {
      expect((await send(body)).status).toBe(200);
    }
  });

  it.each([
    ['ids that are not hexadecimal', exportOf(wireSpan({ traceId: 'x'.repeat(32) })), 400],
    ['a time that is none', exportOf(wireSpan({ startTimeUnixNano: 'now' })), 400],
    ['a kind that there is not', exportOf(wireSpan({ kind: 9 })), 400],
    ['a list in place of an object', [], 400],
    ['no JSON', '{', 400],
  ])('refuses spans with %s', async (_, body, status) => {
    expect((await send(body)).status).toBe(status);
  });

  it('refuses spans as protobuf, beyond 4 MB, and from web pages', async () => {
    expect((await send('x', { 'content-type': 'application/x-protobuf' })).status).toBe(415);
    const long = exportOf(wireSpan({ name: 'x'.repeat(4 * 1024 * 1024) }));
    expect((await send(long)).status).toBe(413);
    expect((await send({}, { ...JSON_TYPE, origin: scene.url })).status).toBe(403);
    expect((await send({}, { ...JSON_TYPE, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  it('shows traces only with the cookie, and by an id that is one', async () => {
    expect((await scene.send('/api/traces')).status).toBe(403);
    expect((await scene.ask('/api/traces/x')).status).toBe(400);
    expect((await scene.ask(`/api/traces/${OTHER}`)).status).toBe(404);
    expect((await scene.ask('/api/traces?ride=a.b')).status).toBe(400);
  });
});
