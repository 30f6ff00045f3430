import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { GatewayScene, startGateway } from '../../test/gateway-scene';

describe('the front door', () => {
  const scene = new GatewayScene();
  const { ask } = scene;

  beforeAll(() => scene.start());
  afterAll(() => scene.stop());

  it('links to its pages and shows commands', async () => {
    const index = (await (await ask('/')).json()) as { links: Record<string, string>; try: string[] };
    expect(index.links['ride-service OpenAPI']).toMatch(/^http:.*\/docs$/);
    expect((await ask(index.links['health'] as string)).status).toBe(200);
    expect(index.try[0]).toContain(scene.url);
  });

  it('shows whether the services behind the gateway are ready, and which is not', async () => {
    expect(await (await ask('/health')).json()).toMatchObject({
      status: 'ready',
      services: { 'ride-service': { status: 'ready', checks: { database: { ok: true } } } },
    });
    const sockets: Socket[] = [];
    const hanging: Server = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    const half = await startGateway(
      `http://127.0.0.1:${(hanging.address() as AddressInfo).port}`,
      await halfUrl(),
    );
    const response = await fetch(`${half.url}/health`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      status: 'not-ready',
      services: {
        'ride-service': { status: 'unreachable', reason: expect.stringContaining('no answer') as string },
        'driver-service': { status: 'ready' },
      },
    });
    await half.stop();
    sockets.forEach((socket) => socket.destroy());
    hanging.close();
  });

  const halfUrl = async (): Promise<string> => {
    const answer = (await (await ask('/')).json()) as { links: Record<string, string> };
    return new URL(answer.links['driver-service OpenAPI'] as string).origin;
  };
});
