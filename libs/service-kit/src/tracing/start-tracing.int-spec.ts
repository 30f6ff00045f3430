import { eventually, TraceCollector } from '@ride-hailing/testing';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { SpawnedService } from '../../test/spawned-service';

const base = { host: '127.0.0.1', httpPort: 0, logLevel: 'info', shutdownTimeoutMs: 10_000 };
const LOST = 'the collector takes no traces';

/** A service that sends its spans to a collector of its own. */
interface Pair {
  readonly service: SpawnedService;
  readonly collector: TraceCollector;
}

describe('services and their collectors of traces', () => {
  const services: SpawnedService[] = [];
  const silent = createServer(() => undefined);
  const collectors: TraceCollector[] = [];
  let refused: Pair;
  let alone: SpawnedService;
  let unheard: SpawnedService;

  const start = (otelExporterOtlpEndpoint?: string, otelTracesSamplerArg = 1): SpawnedService => {
    const config = { ...base, otelExporterOtlpEndpoint, otelTracesSamplerArg };
    const service = new SpawnedService({ config, slowMs: 0 });
    services.push(service);
    return service;
  };
  const pair = async (ratio?: number): Promise<Pair> => {
    const collector = await TraceCollector.start();
    collectors.push(collector);
    return { collector, service: start(collector.endpoint, ratio) };
  };
  const packages = async (service: SpawnedService): Promise<string[]> =>
    (await (await fetch(`${await service.url()}/packages`)).json()) as string[];
  const tracedPackages = async (service: SpawnedService): Promise<string[]> => {
    await service.logged('records traces');
    return packages(service);
  };
  const stopsWithin = async (service: SpawnedService, limitMs: number) => {
    const signalledAt = performance.now();
    service.signal('SIGTERM');
    expect(await service.exit()).toBe(0);
    expect(performance.now() - signalledAt).toBeLessThan(limitMs);
  };

  // At once and first, since each takes seconds to give its collector up.
  beforeAll(async () => {
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    alone = start('http://127.0.0.1:9');
    unheard = start(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    refused = await pair();
    refused.collector.status = 400;
    await Promise.all([alone, unheard, refused.service].map(tracedPackages));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(services.map((service) => service.kill()));
    await Promise.all(collectors.map((collector) => collector.stop()));
    silent.close();
  });

  it('loads nothing of OpenTelemetry but its API without an endpoint', async () => {
    expect(await packages(start())).toEqual(['@opentelemetry/api']);
  });

  it('loads the SDK with an endpoint, and sends its spans there, the last ones when it stops', async () => {
    const { service, collector } = await pair();
    expect(await tracedPackages(service)).toContain('@opentelemetry/sdk-trace');
    await stopsWithin(service, 5_000);
    const span = collector.spans.find(({ name }) => name === 'GET /packages');
    expect(span?.resource).toEqual({
      'service.name': 'slow-service',
      'service.version': expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
      'service.instance.id': `${hostname()}-${service.pid}`,
    });
  });

  it('records every sampled trace, and of the others a share', async () => {
    const { service, collector } = await pair(0.5);
    await service.logged('records traces');
    const url = `${await service.url()}/packages`;
    const sampled = (index: number) => `00-${String(index).padStart(32, '0')}-${'b'.repeat(16)}-01`;
    for (let index = 1; index <= 100; index += 1) {
      await fetch(url);
      await fetch(url, { headers: { traceparent: sampled(index) } });
    }
    await stopsWithin(service, 5_000);
    expect(collector.spans.filter(({ parentSpanId }) => parentSpanId)).toHaveLength(100);
    const roots = collector.spans.filter(({ parentSpanId }) => !parentSpanId).length;
    expect(roots).toBeGreaterThan(20);
    expect(roots).toBeLessThan(80);
  });

  it('says once that the collector refuses spans, however many it refuses, and once that it takes them again', async () => {
    const { service, collector } = refused;
    await eventually(async () => {
      await packages(service);
      return collector.requests >= 3;
    });
    collector.status = 200;
    await eventually(async () => {
      await packages(service);
      return collector.spans.length > 0;
    });
    await service.logged('the collector takes traces again');
    expect(service.lines.filter(({ msg }) => msg?.startsWith(LOST))).toHaveLength(1);
    await stopsWithin(service, 5_000);
  });

  it('answers, and stops in time, while nothing listens at the endpoint', async () => {
    await alone.logged(LOST);
    expect(await packages(alone)).toContain('@opentelemetry/api');
    await stopsWithin(alone, 5_000);
  });

  it('answers, and stops in time, while the collector accepts connections and never answers', async () => {
    await eventually(
      () => new Promise<boolean>((resolve) => silent.getConnections((_, count) => resolve(count > 0))),
    );
    expect(await packages(unheard)).toContain('@opentelemetry/api');
    await stopsWithin(unheard, 5_000);
  });
});
