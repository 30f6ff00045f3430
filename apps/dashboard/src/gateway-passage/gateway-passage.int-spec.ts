import { decodeJwt } from 'jose';
import { DashboardScene } from '../../test/dashboard-scene';
import { ServiceStandIn } from '../../test/services.stand-in';
import type { Asked } from '../page-api';

describe('the passage to the gateway', () => {
  const gateway = new ServiceStandIn();
  const scene = new DashboardScene();

  beforeAll(async () => {
    await scene.start({ gatewayUrl: [await gateway.start()] });
  });
  beforeEach(() => {
    gateway.asked.length = 0;
    gateway.answer = () => ({ status: 409, body: { detail: 'not free' } });
  });
  afterAll(async () => {
    await scene.stop();
    await gateway.stop();
  });

  it('asks as a dispatcher with a trace that is recorded, and answers whatever the gateway says', async () => {
    const asked = await scene.json<Asked>('/api/gateway/rides/r-1?x=1', {
      headers: { 'if-match': '"1"', 'x-other': 'o' },
    });
    expect(asked).toMatchObject({ status: 409, body: { detail: 'not free' } });
    const [request] = gateway.asked;
    expect(request).toMatchObject({ method: 'GET', path: '/rides/r-1?x=1', body: '' });
    const { authorization = '', traceparent, ...headers } = request?.headers ?? {};
    expect(traceparent).toMatch(new RegExp(`^00-${asked.traceId}-[0-9a-f]{16}-01$`));
    expect(decodeJwt(authorization.slice('Bearer '.length))).toMatchObject({
      role: 'dispatcher',
      sub: 'dashboard',
    });
    expect([headers['if-match'], headers['x-other'], headers.cookie]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('passes no %s on', async (method) => {
    expect((await scene.ask('/api/gateway/rides', { method })).status).toBe(405);
    expect(gateway.asked).toEqual([]);
  });

  it.each([
    ['/metrics'],
    ['/docs-json'],
    ['/drivers/../metrics'],
    ['/drivers/%2e%2e/metrics'],
    ['/ridesx'],
    ['//x/rides'],
  ])('passes %s on to nobody', async (path) => {
    expect((await scene.ask(`/api/gateway${path}`)).status).toBe(400);
    expect(gateway.asked).toEqual([]);
  });

  it('answers 502 when the gateway is away', async () => {
    const alone = new DashboardScene();
    await alone.start();
    const { status, text } = await alone.ask('/api/gateway/rides');
    await alone.stop();
    expect([status, JSON.parse(text)]).toEqual([
      502,
      expect.objectContaining({ detail: 'The gateway cannot be reached.' }),
    ]);
  });

  it('answers 504 when the gateway does not answer in 5 s', async () => {
    gateway.answer = () => new Promise(() => undefined);
    const { status, text } = await scene.ask('/api/gateway/rides');
    expect([status, JSON.parse(text)]).toEqual([
      504,
      expect.objectContaining({ detail: 'The gateway did not answer in 5000 ms.' }),
    ]);
  });
});
