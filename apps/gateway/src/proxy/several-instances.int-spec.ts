import type { RunningService } from '@ride-hailing/service-kit';
import { gatewayTokens } from '../../test/gateway-config';
import { problemOf, ServiceBehind, startGateway } from '../../test/gateway-scene';

describe('the proxy before two instances of a service', () => {
  let instances: [ServiceBehind, ServiceBehind];
  let gateway: RunningService;
  let token: { authorization: string };

  beforeEach(async () => {
    token = await gatewayTokens.headers('dispatcher');
    instances = [new ServiceBehind('ride-service'), new ServiceBehind('ride-service-2')];
    const urls = await Promise.all(instances.map((one) => one.listen()));
    gateway = await startGateway(urls, 'http://127.0.0.1:1');
  });
  afterEach(async () => {
    await gateway.stop();
    await Promise.all(instances.map((one) => one.close()));
  });

  const post = (path: string, headers: Record<string, string> = {}) =>
    fetch(gateway.url + path, {
      method: 'POST',
      headers: { ...token, 'content-type': 'application/json', ...headers },
      body: '{"a":1}',
    });
  const seen = () => instances.map((one) => one.seen.length);

  it('shares requests evenly among both, and names each by its own host', async () => {
    for (let at = 0; at < 6; at += 1) expect((await post('/rides')).status).toBe(201);
    expect(seen()).toEqual([3, 3]);
    const hosts = instances.map((one) => one.seen[0]?.headers.host);
    expect(hosts).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+$/), expect.any(String)]);
    expect(hosts[0]).not.toBe(hosts[1]);
  });

  it('sends commands without a key to the other instance while one refuses connections', async () => {
    await instances[0].close();
    for (let at = 0; at < 6; at += 1) expect((await post('/rides')).status).toBe(201);
    expect(seen()).toEqual([0, 6]);
    const report = (await (await fetch(`${gateway.url}/health`)).json()) as {
      status: string;
      services: Record<string, { status: string }>;
    };
    expect([report.services['ride-service']?.status, report.services['ride-service-2']?.status]).toEqual([
      'unreachable',
      'ready',
    ]);
  });

  it('passes back that a service does not serve only when no instance does, and asks each once', async () => {
    expect((await fetch(`${gateway.url}/rides/busy`, { headers: token })).status).toBe(503);
    expect(seen()).toEqual([1, 1]);
  });

  it('repeats a command whose connection broke at the other instance only when it has a key', async () => {
    const once = await post('/rides/broken');
    expect(await problemOf(once)).toMatchObject({ status: 502 });
    expect(seen()).toEqual([1, 0]);
    const twice = await post('/rides/broken', { 'idempotency-key': 'k-1' });
    expect(await problemOf(twice)).toMatchObject({ status: 502 });
    expect(seen()).toEqual([2, 1]);
    expect(instances.flatMap((one) => one.seen.slice(-1)).map(({ body }) => body)).toEqual([
      '{"a":1}',
      '{"a":1}',
    ]);
  });
});
