import { freePort } from '@ride-hailing/testing';
import { status } from '@grpc/grpc-js';
import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';
import { createEchoClient, EchoModule, EchoServiceDefinition, say } from '../../test/echo-grpc';
import { createLogger } from '../logging/logger';
import { type RunningService, startService } from './start-service';

@Catch()
class RefusingFilter implements RpcExceptionFilter {
  catch(): Observable<never> {
    return throwError(() => ({ code: status.FAILED_PRECONDITION, details: 'from the filter' }));
  }
}

describe('a service that serves gRPC beside HTTP', () => {
  const readiness: boolean[] = [];
  let service: RunningService;
  let port: number;
  let client: ReturnType<typeof createEchoClient>;

  const start = async (onPort: number, shutdownTimeoutMs: number) =>
    startService({
      name: 'echo',
      module: EchoModule,
      config: { host: '127.0.0.1', httpPort: 0, logLevel: 'silent', shutdownTimeoutMs },
      logger: createLogger({ name: 'echo', level: 'silent' }),
      grpc: {
        port: onPort,
        package: 'test.v1',
        packageDefinition: { 'test.v1.EchoService': EchoServiceDefinition },
        filters: [new RefusingFilter()],
        onServer: (_server, health) => health.onReadinessChange((ready) => readiness.push(ready)),
      },
    });

  beforeEach(async () => {
    readiness.length = 0;
    EchoModule.hooks.length = 0;
    port = await freePort();
    service = await start(port, 4_000);
    client = createEchoClient(port);
  });

  afterEach(async () => {
    client.close();
    await service.stop();
  });

  it('answers over gRPC and over HTTP', async () => {
    expect(await say(client, { text: 'hi', afterMs: 0 })).toMatchObject({ text: 'hi' });
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  });

  it("lets the given filters answer a handler's errors", async () => {
    await expect(say(client, { text: 'fails', afterMs: 0 })).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      details: 'from the filter',
    });
  });

  it("calls each of the modules' hooks once, although there are two servers", async () => {
    expect(EchoModule.hooks).toEqual(['init']);
    await service.stop();
    expect(EchoModule.hooks).toEqual(['init', 'shutdown']);
  });

  it('turns readiness off, lets a call in flight finish, and stops', async () => {
    const inFlight = say(client, { text: 'slow', afterMs: 500 });
    await say(client, { text: 'connected', afterMs: 0 });
    const stopped = service.stop();
    expect(readiness).toEqual([true, false]);
    expect(await inFlight).toMatchObject({ text: 'slow' });
    expect(await stopped).toBeLessThan(2_000);
    await expect(say(client, { text: 'late', afterMs: 0 })).rejects.toMatchObject({
      code: status.UNAVAILABLE,
    });
  });

  it('cuts a call that does not end', async () => {
    const secondPort = await freePort();
    const second = await start(secondPort, 1_000);
    const secondClient = createEchoClient(secondPort);
    const inFlight = expect(say(secondClient, { text: 'hangs', afterMs: 60_000 })).rejects.toMatchObject({
      code: expect.any(Number) as number,
    });
    await say(secondClient, { text: 'connected', afterMs: 0 });
    expect(await second.stop()).toBeLessThan(1_000);
    await inFlight;
    secondClient.close();
  });

  it('does not start when its gRPC port is taken', async () => {
    await expect(start(port, 1_000)).rejects.toThrow(`127.0.0.1:${port}`);
  });
});
