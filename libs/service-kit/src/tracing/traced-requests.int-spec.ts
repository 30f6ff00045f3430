import { Controller, Get, Logger, Module, Param } from '@nestjs/common';
import { eventually } from '@ride-hailing/testing';
import { SpanRecorder } from '@ride-hailing/testing/spans';
import * as fc from 'fast-check';
import { contextHeaders } from '../context/request-context';
import { createLogger } from '../logging/logger';
import { type RunningService, startService } from '../run/start-service';

@Controller('rides')
class RidesController {
  private readonly logger = new Logger(RidesController.name);

  @Get(':id')
  get(@Param('id') id: string): object {
    if (id === 'broken') throw new Error('broken');
    this.logger.log(`asked for ${id}`);
    return contextHeaders();
  }
}

@Module({ controllers: [RidesController] })
class RidesModule {}

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';
const SAMPLED = { traceparent: `00-${TRACE_ID}-${SPAN_ID}-01` };
const UNSAMPLED = { traceparent: `00-${TRACE_ID}-${SPAN_ID}-00` };
const config = { host: '127.0.0.1', httpPort: 0, logLevel: 'info', shutdownTimeoutMs: 5_000 };

describe('requests of a service', () => {
  let recorder: SpanRecorder;
  let service: RunningService;
  const lines: Record<string, unknown>[] = [];
  const ask = (path: string, headers: Record<string, string> = {}) => fetch(service.url + path, { headers });
  const paths = () => recorder.spans.map(({ attributes }) => attributes['url.path']);
  /** Sends a last request, whose span ends after those of all earlier ones. */
  const allEnded = async () => {
    await ask('/rides/last', SAMPLED);
    await eventually(() => paths().at(-1) === '/rides/last');
  };

  beforeAll(async () => {
    const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
    const logger = createLogger({ name: 'rides', level: 'info' }, { write });
    service = await startService({ name: 'rides', module: RidesModule, logger, config });
  });
  afterAll(() => service.stop());
  beforeEach(() => (recorder = SpanRecorder.start('unrecorded')));
  afterEach(() => recorder.stop());

  it("are spans in the caller's trace, which say what was asked, of whom, and how it ended", async () => {
    const answer = await ask('/rides/r-1', { ...SAMPLED, 'x-request-id': 'req-1' });
    const span = await eventually(() => recorder.spans[0]);
    expect(span).toMatchObject({
      ...{ name: 'GET /rides/:id', kind: 1, parentSpanContext: { traceId: TRACE_ID, spanId: SPAN_ID } },
      status: { code: 0 },
    });
    expect(span.attributes).toEqual({
      ...{ requestId: 'req-1', 'ride.id': 'r-1', 'http.route': '/rides/:id', 'url.path': '/rides/r-1' },
      ...{ 'http.request.method': 'GET', 'http.response.status_code': 200 },
    });
    expect(await answer.json()).toEqual({
      'x-request-id': 'req-1',
      traceparent: `00-${TRACE_ID}-${span.spanContext().spanId}-01`,
    });
    expect(lines.find(({ msg }) => msg === 'asked for r-1')).toMatchObject({ traceId: TRACE_ID });
  });

  it('say nothing of their query string, also when it is refused', async () => {
    await ask('/rides/r-1?token=secret', SAMPLED);
    const { attributes } = await eventually(() => recorder.spans[0]);
    expect(attributes).toMatchObject({ 'url.path': '/rides/r-1', 'http.response.status_code': 400 });
    expect(JSON.stringify(attributes)).not.toContain('secret');
  });

  it('pass on the trace of a caller that does not record it, and record nothing either', async () => {
    recorder.stop();
    recorder = SpanRecorder.start('recorded');
    const { traceparent } = (await (await ask('/rides/r-1', UNSAMPLED)).json()) as Record<string, string>;
    expect(traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`));
    await allEnded();
    expect(paths()).toEqual(['/rides/last']);
  });

  it.each([
    ['unrecorded', '00', 0],
    ['recorded', '01', 1],
  ] as const)(
    'begin a trace when they bring none, which says that it is %s',
    async (roots, flags, expected) => {
      recorder.stop();
      recorder = SpanRecorder.start(roots);
      const { traceparent } = (await (await ask('/rides/r-1')).json()) as Record<string, string>;
      expect(traceparent).toMatch(new RegExp(`^00-[0-9a-f]{32}-[0-9a-f]{16}-${flags}$`));
      await allEnded();
      expect(recorder.spans).toHaveLength(expected + 1);
    },
  );

  it('are never recorded when they ask for health or metrics', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics']) await ask(path, SAMPLED);
    await allEnded();
    expect(paths()).toEqual(['/rides/last']);
  });

  it('fail when they are answered with 500', async () => {
    await ask('/rides/broken', SAMPLED);
    const span = await eventually(() => recorder.spans[0]);
    expect(span.status).toEqual({ code: 2, message: '500' });
  });

  it('are answered as always when their traceparent is odd', async () => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF-_ ;,~'), maxLength: 200 });
    const odd = fc.oneof(
      text,
      text.map((end) => `${SAMPLED.traceparent}${end}`),
      text.map((end) => `00-${TRACE_ID}-${end}`),
    );
    await fc.assert(
      fc.asyncProperty(odd, async (traceparent) => {
        const answer = await ask('/rides/r-1', { traceparent });
        expect(answer.status).toBe(200);
        const context = (await answer.json()) as { traceparent: string };
        expect(context.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);
      }),
      { numRuns: 200 },
    );
  });
});
