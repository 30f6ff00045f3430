import { Agent, get, type IncomingMessage } from 'node:http';
import { eventually } from '@ride-hailing/testing';
import { once } from 'node:events';
import { connect } from 'node:net';
import { SpawnedService } from '../../test/spawned-service';

const config = { host: '127.0.0.1', httpPort: 0, logLevel: 'info', shutdownTimeoutMs: 3_000 };

const statusOf = async (url: string, agent?: Agent): Promise<IncomingMessage> => {
  const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response;
};

const isRefused = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
  } finally {
    socket.destroy();
  }
};

describe('runService', () => {
  let service: SpawnedService;

  const start = (argument: object) => (service = new SpawnedService({ config, slowMs: 700, ...argument }));

  afterEach(() => service.kill());

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'lets a request in flight finish on %s, then exits with 0',
    async (signal) => {
      start({});
      const url = await service.url();
      const agent = new Agent({ keepAlive: true });
      await statusOf(`${url}/health/live`, agent);
      const slow = statusOf(`${url}/slow`);
      await service.logged('slow request is in flight');

      const signalledAt = performance.now();
      service.signal(signal);

      const response = await slow;
      expect(response.statusCode).toBe(200);
      expect(response.headers.connection).toBe('close');
      expect(await service.exit()).toBe(0);
      expect(performance.now() - signalledAt).toBeLessThan(2_500);
      await service.logged('hook called');
      expect(Number((await service.logged('stopped in')).tookMs)).toBeGreaterThan(300);
      agent.destroy();
    },
    30_000,
  );

  it('exits with 0 on SIGTERM before it listens, without starting', async () => {
    start({ signalAtOnce: true });
    expect(await service.exit()).toBe(0);
    const said = service.lines.map(({ msg }) => msg);
    expect(said).toContain('stopping');
    expect(said).not.toContain('started');
    expect(said).not.toContain('hook called');
  });

  it('accepts no new connection once it stops', async () => {
    start({});
    const url = await service.url();
    const slow = statusOf(`${url}/slow`);
    await service.logged('slow request is in flight');
    service.signal('SIGTERM');
    await service.logged('stopping');
    const port = Number(new URL(url).port);
    let hasAnswered = false;
    const answered = slow.then(() => (hasAnswered = true));
    // It logs that it stops before it closes its port: on a busy machine a connection may still get in between.
    await eventually(() => isRefused(port));
    expect(hasAnswered).toBe(false);
    await answered;
    expect(await service.exit()).toBe(0);
  }, 30_000);

  it('cuts a request that does not end, then calls the hooks and exits with 0', async () => {
    start({ slowMs: 60_000, config: { ...config, shutdownTimeoutMs: 1_000 } });
    const url = await service.url();
    const slow = statusOf(`${url}/slow`).catch((error: unknown) => error);
    await service.logged('slow request is in flight');
    service.signal('SIGTERM');
    expect(await slow).toMatchObject({ code: 'ECONNRESET' });
    expect(await service.exit()).toBe(0);
    await service.logged('hook called');
  }, 30_000);

  it('exits with 1 when a hook hangs', async () => {
    start({ hookHangs: true, config: { ...config, shutdownTimeoutMs: 1_000 } });
    await service.url();
    const signalledAt = performance.now();
    service.signal('SIGTERM');
    expect(await service.exit()).toBe(1);
    expect(performance.now() - signalledAt).toBeLessThan(3_000);
    await service.logged('did not stop cleanly');
  }, 30_000);

  it('logs a warning of the process as one line of JSON, and prints no other text', async () => {
    start({ warns: true });
    await service.url();
    expect(await service.logged('warning of the process')).toMatchObject({
      level: 'warn',
      err: { type: 'MaxListenersExceededWarning', message: 'eleven listeners' },
    });
    expect(service.stderr).not.toContain('MaxListenersExceededWarning');
  }, 30_000);

  it('exits with 1 and logs why when its port is taken', async () => {
    start({});
    const httpPort = Number(new URL(await service.url()).port);
    const second = new SpawnedService({ config: { ...config, httpPort }, slowMs: 1 });
    expect(await second.exit()).toBe(1);
    expect((await second.logged('could not start')).err).toMatchObject({ code: 'EADDRINUSE' });
  }, 30_000);
});
