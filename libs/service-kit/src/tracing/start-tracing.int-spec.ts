import { eventually, TraceCollector } from '@ride-hailing/testing';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { SpawnedService } from '../../test/spawned-service';

const base = { host: '127.0.0.1', httpPort: 0, logLevel: 'info', shutdownTimeoutMs: 10_000 };
const LOST = 'the collector takes no traces';

describe('a service and its collector of traces', () => {
  let service: SpawnedService;
  const start = (otelExporterOtlpEndpoint?: string, otelTracesSamplerArg = 1) => {
    const config = { ...base, otelExporterOtlpEndpoint, otelTracesSamplerArg };
    service = new SpawnedService({ config, slowMs: 0 });
  };
  const packages = async (): Promise<string[]> =>
    (await (await fetch(`${await service.url()}/packages`)).json()) as string[];
  const stopsWithin = async (limitMs: number) => {
    const signalledAt = performance.now();
    service.signal('SIGTERM');
    expect(await service.exit()).toBe(0);
    expect(performance.now() - signalledAt).toBeLessThan(limitMs);
  };

  afterEach(() => service.kill());

  it('loads nothing of OpenTelemetry but its API without an endpoint', async () => {
    start();
    expect(await packages()).toEqual(['@opentelemetry/api']);
  });

  it('loads the SDK with an endpoint, and sends its spans there, the last ones when it stops', async () => {
    const collector = await TraceCollector.start();
    start(collector.endpoint);
    await service.logged('records traces');
    expect(await packages()).toContain('@opentelemetry/sdk-trace');
    await stopsWithin(5_000);
    const span = collector.spans.find(({ name }) => name === 'GET /packages');
    expect(span?.resource).toEqual({
      'service.name': 'slow-service',
      'service.version': expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
      'service.instance.id': `${hostname()}-${service.pid}`,
    });
    await collector.stop();
  });

  it('records every sampled trace, and of the others a share', async () => {
    const collector = await TraceCollector.start();
    start(collector.endpoint, 0.5);
    await service.logged('records traces');
    const url = `${await service.url()}/packages`;
    const sampled = (index: number) => `00-${String(index).padStart(32, '0')}-${'b'.repeat(16)}-01`;
    for (let index = 1; index <= 100; index += 1) {
      await fetch(url);
      await fetch(url, { headers: { traceparent: sampled(index) } });
    }
    await stopsWithin(5_000);
    expect(collector.spans.filter(({ parentSpanId }) => parentSpanId)).toHaveLength(100);
    const roots = collector.spans.filter(({ parentSpanId }) => !parentSpanId).length;
    expect(roots).toBeGreaterThan(20);
    expect(roots).toBeLessThan(80);
    await collector.stop();
  });

  it('says once that the collector refuses spans, however many it refuses, and once that it takes them again', async () => {
    const collector = await TraceCollector.start();
    collector.status = 400;
    start(collector.endpoint);
    await service.logged('records traces');
    await eventually(async () => {
      await packages();
      return collector.requests >= 3;
    });
    collector.status = 200;
    await eventually(async () => {
      await packages();
      return collector.spans.length > 0;
    });
    await service.logged('the collector takes traces again');
    expect(service.lines.filter(({ msg }) => msg?.startsWith(LOST))).toHaveLength(1);
    await stopsWithin(5_000);
    await collector.stop();
  });

  it('answers, and stops in time, while nothing listens at the endpoint', async () => {
    start('http://127.0.0.1:9');
    await service.logged('records traces');
    await packages();
    await service.logged(LOST);
    expect(await packages()).toContain('@opentelemetry/api');
    await stopsWithin(5_000);
  });

  it('answers, and stops in time, while the collector accepts connections and never answers', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    start(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    await service.logged('records traces');
    await packages();
    await once(silent, 'connection');
    expect(await packages()).toContain('@opentelemetry/api');
    await stopsWithin(5_000);
    silent.close();
  });
});
