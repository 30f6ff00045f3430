import { freePort } from '@ride-hailing/testing';
import { type ServerUnaryCall, status } from '@grpc/grpc-js';
import { Controller, type INestMicroservice, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GrpcMethod, type GrpcOptions, RpcException, Transport } from '@nestjs/microservices';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createEchoClient, type Echo, type EchoClient, EchoServiceDefinition } from '../test/echo-service';
import { callUnary } from './call-unary';
import { createGrpcServer } from './create-grpc-server';
import { checkHealth } from '../test/health-client';
import { type CallEnded, RemoteCallEvents } from './remote-call-events';
import { assertStillWanted, remainingMs } from './still-wanted';

const storage = new AsyncLocalStorage<string | undefined>();
const sideEffects: string[] = [];

class TakenError extends Error {
  readonly status = 409;
  readonly title = 'Conflict';
  readonly detail = 'It is taken.';
}

class DatabaseAwayError extends Error {}

class AwayError extends Error {
  readonly status = 503;
  readonly title = 'Service unavailable';
  readonly detail = 'Come back later.';
}

const answers: Record<string, (call: ServerUnaryCall<Echo, Echo>) => Echo | Promise<Echo>> = {
  context: () => ({ text: storage.getStore() ?? 'none' }),
  taken: () => Promise.reject(new TakenError('inside')),
  away: () => Promise.reject(new DatabaseAwayError('10.0.0.7 refused')),
  broken: () => Promise.reject(new Error('secret inside')),
  unmapped: () => Promise.reject(new RpcException({ code: status.OUT_OF_RANGE, message: 'Too far.' })),
  late: async (call) => {
    while (!call.cancelled) await new Promise((resolve) => setTimeout(resolve, 10));
    assertStillWanted(call);
    sideEffects.push('late');
    return { text: 'never' };
  },
};

@Controller()
class EchoController {
  @GrpcMethod('EchoService', 'say')
  say(request: Echo, _metadata: unknown, call: ServerUnaryCall<Echo, Echo>): Echo | Promise<Echo> {
    return answers[request.text]?.(call) ?? request;
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

describe('a gRPC server in Nest, made of generated definitions', () => {
  let app: INestMicroservice;
  let client: EchoClient;
  let port: number;
  let setReady: (ready: boolean) => void = () => undefined;
  const ended: CallEnded[] = [];
  const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);

  const say = (text: string, options: { deadlineMs?: number; headers?: Record<string, string> } = {}) =>
    callUnary(
      client.say.bind(client),
      { text },
      { method: 'EchoService/Say', deadlineMs: 2_000, ...options },
    );

  beforeAll(async () => {
    port = await freePort();
    const events = new RemoteCallEvents();
    events.on('call', (call) => ended.push(call));
    const { filters, interceptors, onServer, ...parts } = createGrpcServer({
      services: { 'test.v1.EchoService': EchoServiceDefinition },
      protos: { root: '', files: [] },
      runInContextOf: (headers, work) => storage.run(headers['x-request-id'], work),
      toDomainError: (error) => (error instanceof DatabaseAwayError ? new AwayError() : undefined),
      events,
    });
    const readiness = {
      isReady: () => false,
      onReadinessChange: (listener: (ready: boolean) => void) => (setReady = listener),
    };
    const channelOptions = {
      ...parts.channelOptions,
      interceptors,
    } as unknown as GrpcOptions['options']['channelOptions'];
    app = await NestFactory.createMicroservice<GrpcOptions>(EchoModule, {
      transport: Transport.GRPC,
      logger: false,
      options: {
        ...parts,
        url: `127.0.0.1:${port}`,
        channelOptions,
        onLoadPackageDefinition: (_definition, server) =>
          onServer(server as Parameters<typeof onServer>[0], readiness),
      },
    });
    app.useGlobalFilters(...filters);
    await app.listen();
    client = createEchoClient(port);
  });

  beforeEach(() => {
    ended.length = 0;
    logged.mockClear();
  });

  afterAll(async () => {
    client.close();
    await app.close();
  });

  it('serves a generated definition without loading a .proto file', async () => {
    expect(await say('hello')).toEqual({ text: 'hello' });
    expect(ended).toMatchObject([{ method: 'EchoService/Say', side: 'server', code: 'OK' }]);
  });

  it("runs the handler in the caller's context", async () => {
    const texts = await Promise.all([
      say('context', { headers: { 'x-request-id': 'req-1' } }),
      say('context', { headers: { 'x-request-id': 'req-2' } }),
      say('context'),
    ]);
    expect(texts.map(({ text }) => text)).toEqual(['req-1', 'req-2', 'none']);
  });

  it('answers domain errors, its own and translated ones, with their status', async () => {
    await expect(say('taken')).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      details: 'It is taken.',
    });
    await expect(say('away')).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      details: 'Come back later.',
    });
    await expect(say('unmapped')).rejects.toMatchObject({ code: status.OUT_OF_RANGE, details: 'Too far.' });
    expect(logged).not.toHaveBeenCalled();
  });

  it('hides all other errors from the caller, and logs them', async () => {
    await expect(say('broken')).rejects.toMatchObject({ code: status.INTERNAL, details: 'Internal error' });
    expect(logged).toHaveBeenCalledWith(
      expect.objectContaining({ err: expect.objectContaining({ message: 'secret inside' }) as Error }),
    );
    expect(ended).toMatchObject([{ code: 'INTERNAL' }]);
  });

  it('refuses a request over the size limit', async () => {
    await expect(say('x'.repeat(5_000_000))).rejects.toMatchObject({ reason: 'overloaded' });
  });

  it('lets a handler skip work that nobody waits for', async () => {
    await expect(say('late', { deadlineMs: 100 })).rejects.toMatchObject({ reason: 'deadline-exceeded' });
    await say('hello');
    expect(sideEffects).toEqual([]);
    expect(ended.map(({ code }) => code)).toContain('CANCELLED');
  });

  it.each([-3_600_000, 3_600_000])(
    'continues a call, also to the next hop, although the wall clock is set by %i ms meanwhile',
    async (stepMs) => {
      const wallClock = Date.now;
      const stepped = jest.spyOn(Date, 'now');
      let leftMs = NaN;
      answers.stepped = async (call) => {
        stepped.mockImplementation(() => wallClock() + stepMs);
        assertStillWanted(call);
        leftMs = remainingMs(call);
        const options = { method: 'EchoService/Say', deadlineMs: 10_000, parent: call };
        return callUnary(client.say.bind(client), { text: 'second hop' }, options);
      };
      try {
        expect(await say('stepped', { deadlineMs: 5_000 })).toEqual({ text: 'second hop' });
        expect(leftMs).toBeGreaterThan(0);
        expect(leftMs).toBeLessThanOrEqual(5_000);
      } finally {
        stepped.mockRestore();
      }
    },
  );

  it('reports readiness by the standard health service, for the server and the service', async () => {
    const both = () => Promise.all(['', 'test.v1.EchoService'].map((name) => checkHealth(port, name)));
    expect(await both()).toEqual(['NOT_SERVING', 'NOT_SERVING']);
    setReady(true);
    expect(await both()).toEqual(['SERVING', 'SERVING']);
    setReady(false);
    expect(await both()).toEqual(['NOT_SERVING', 'NOT_SERVING']);
  });
});
