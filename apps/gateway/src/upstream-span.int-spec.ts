import { eventually } from '@ride-hailing/testing';
import { SpanRecorder } from '@ride-hailing/testing/spans';
import { SpanKind, traceparentOf } from '@ride-hailing/tracing';
import { GatewayScene } from '../test/gateway-scene';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SAMPLED = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` };

describe('a request to a service behind the gateway', () => {
  const scene = new GatewayScene();
  const { rides, drivers, ask } = scene;
  let recorder: SpanRecorder;
  const ofKind = (kind: SpanKind) => recorder.spans.filter((span) => span.kind === kind);
  /** The span of the gateway's own request, which ends last. */
  const server = () => eventually(() => ofKind(SpanKind.SERVER)[0]);

  beforeAll(() => scene.start());
  afterAll(() => scene.stop());
  beforeEach(() => {
    scene.forget();
    recorder = SpanRecorder.start('unrecorded');
  });
  afterEach(() => recorder.stop());

  it("has a span below that of the caller's request, which the service gets as parent", async () => {
    await ask('/rides/gone', { headers: SAMPLED });
    const parent = await server();
    const [sent, ...more] = ofKind(SpanKind.CLIENT);
    expect(more).toEqual([]);
    expect(sent?.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
    expect(sent).toMatchObject({
      attributes: { 'http.request.method': 'GET', 'http.response.status_code': 404 },
      status: { code: 0 },
    });
    expect(rides.seen[0]?.headers['traceparent']).toBe(sent && traceparentOf(sent.spanContext()));
  });

  it('fails when the service does not answer in time', async () => {
    expect((await ask('/rides/slow', { headers: SAMPLED })).status).toBe(504);
    expect((await server()).status).toEqual({ code: 2, message: '504' });
    expect(ofKind(SpanKind.CLIENT)[0]?.status.code).toBe(2);
  });

  it('has a span each when the gateway itself asks several services for one answer', async () => {
    await ask('/rides/01a227c2-e9dc-7daf-9d03-b310c04a2611/journey', { headers: SAMPLED });
    const parent = await server();
    const seen = [...rides.seen, ...drivers.seen].map(({ headers }) => headers['traceparent']);
    expect(
      ofKind(SpanKind.CLIENT)
        .map((span) => traceparentOf(span.spanContext()))
        .sort(),
    ).toEqual(seen.sort());
    expect(seen).toHaveLength(2);
    for (const span of ofKind(SpanKind.CLIENT)) {
      expect(span.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
    }
  });

  it('has no span when the caller records no trace', async () => {
    await ask('/rides/r-1', { headers: { traceparent: SAMPLED.traceparent.replace(/01$/, '00') } });
    expect(rides.seen[0]?.headers['traceparent']).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`));
    expect(recorder.spans).toEqual([]);
  });
});
