import { freePort } from '@ride-hailing/testing';
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { EventEmitter, once } from 'node:events';
import { createEchoClient, type Echo, type EchoClient, EchoServiceDefinition } from '../test/echo-service';
import { silentServer } from '../test/silent-server';
import { callUnary, type UnaryCallOptions } from './call-unary';
import { type CallEnded, RemoteCallEvents } from './remote-call-events';
import { RemoteCallError } from './remote-call.errors';

type Handler = (call: ServerUnaryCall<Echo, Echo>, callback: sendUnaryData<Echo>) => void;

async function serve(port: number, say: Handler): Promise<{ server: Server; port: number }> {
  const server = new Server();
  server.addService(EchoServiceDefinition, { say });
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, boundPort) =>
      error ? reject(error) : resolve(boundPort),
    );
  });
  return { server, port: bound };
}

describe('callUnary', () => {
  const clients: EchoClient[] = [];
  const servers: Server[] = [];
  const events = new RemoteCallEvents();
  const ended: CallEnded[] = [];
  events.on('call', (call) => ended.push(call));

  const say = (client: EchoClient, options: Partial<UnaryCallOptions> = {}) =>
    callUnary(
      client.say.bind(client),
      { text: 'hi' },
      { method: 'EchoService/Say', deadlineMs: 2_000, events, ...options },
    );
  const clientOf = (port: number) => {
    const client = createEchoClient(port);
    clients.push(client);
    return client;
  };
  const start = async (handler: Handler, onPort = 0) => {
    const { server, port } = await serve(onPort, handler);
    servers.push(server);
    return { server, port };
  };
  const failure = async (call: Promise<unknown>): Promise<RemoteCallError> => {
    const error: unknown = await call.then(
      () => new Error('did not fail'),
      (reason: unknown) => reason,
    );
    if (error instanceof RemoteCallError) return error;
    throw error;
  };

  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
    for (const server of servers.splice(0)) server.forceShutdown();
    ended.length = 0;
  });

  it('answers, sends the context along, and reports how the call ended', async () => {
    const { port } = await start(({ request, metadata }, callback) =>
      callback(null, { text: `${request.text} ${String(metadata.get('x-request-id')[0])}` }),
    );
    expect(await say(clientOf(port), { headers: { 'x-request-id': 'req-1' } })).toEqual({ text: 'hi req-1' });
    expect(ended).toEqual([
      { method: 'EchoService/Say', side: 'client', code: 'OK', tookMs: expect.any(Number) as number },
    ]);
  });

  it.each([0, -1, NaN, Infinity])('refuses a call without a deadline: %s', async (deadlineMs) => {
    await expect(say(clientOf(1), { deadlineMs })).rejects.toThrow(RangeError);
  });

  it('ends a call at its deadline when the handler hangs', async () => {
    const { port } = await start(() => undefined);
    const startedAt = performance.now();
    const error = await failure(say(clientOf(port), { deadlineMs: 150 }));
    expect(error).toMatchObject({ reason: 'deadline-exceeded', code: status.DEADLINE_EXCEEDED });
    expect(performance.now() - startedAt).toBeLessThan(600);
    expect(ended).toMatchObject([{ code: 'DEADLINE_EXCEEDED' }]);
  });

  it('ends a call at its deadline when the peer accepts the connection and never answers', async () => {
    const { port, close } = await silentServer();
    const startedAt = performance.now();
    expect((await failure(say(clientOf(port), { deadlineMs: 150 }))).reason).toBe('deadline-exceeded');
    expect(performance.now() - startedAt).toBeLessThan(600);
    await close();
  });

  it('fails at once when nobody listens', async () => {
    const client = clientOf(await freePort());
    const startedAt = performance.now();
    expect((await failure(say(client))).reason).toBe('unavailable');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('cancels the work at the server when the caller gives up', async () => {
    const giveUp = new AbortController();
    let cancelled: Promise<unknown> = Promise.resolve();
    const { port } = await start((call) => {
      cancelled = once(call, 'cancelled');
      giveUp.abort();
    });
    expect((await failure(say(clientOf(port), { signal: giveUp.signal }))).reason).toBe('cancelled');
    await cancelled;
  });

  it('sends nothing when the caller has already given up', async () => {
    let called = false;
    const { port } = await start(() => (called = true));
    expect((await failure(say(clientOf(port), { signal: AbortSignal.abort() }))).reason).toBe('cancelled');
    expect(called).toBe(false);
  });

  it.each([
    [status.NOT_FOUND, 'refused'],
    [status.FAILED_PRECONDITION, 'refused'],
    [status.RESOURCE_EXHAUSTED, 'overloaded'],
    [status.UNAVAILABLE, 'unavailable'],
    [status.INTERNAL, 'error'],
  ])('gives status %i the reason %s', async (code, reason) => {
    const { port } = await start((_call, callback) => callback({ code, details: 'because' }));
    expect(await failure(say(clientOf(port)))).toMatchObject({ code, reason, details: 'because' });
  });

  it('uses the deadline of the call being served when that is shorter', async () => {
    const inner = await start(() => undefined);
    const innerClient = clientOf(inner.port);
    const innerEnds = new EventEmitter<{ ended: [{ reason: string; tookMs: number }] }>();
    const innerEnd = once(innerEnds, 'ended');
    const outer = await start((call) => {
      const startedAt = performance.now();
      void failure(say(innerClient, { deadlineMs: 10_000, parent: call })).then(({ reason }) =>
        innerEnds.emit('ended', { reason, tookMs: performance.now() - startedAt }),
      );
    });
    await failure(say(clientOf(outer.port), { deadlineMs: 200 }));
    const [{ reason, tookMs }] = (await innerEnd) as [{ reason: string; tookMs: number }];
    expect(['cancelled', 'deadline-exceeded']).toContain(reason);
    expect(tookMs).toBeLessThan(1_000);
  });

  it('reaches the server again within 2 s after an outage of 5 s', async () => {
    const answer: Handler = ({ request }, callback) => callback(null, request);
    const { server, port } = await start(answer);
    const client = clientOf(port);
    await say(client);
    server.forceShutdown();
    const outageEnds = performance.now() + 5_000;
    while (performance.now() < outageEnds) {
      expect((await failure(say(client, { deadlineMs: 250 }))).reason).toMatch(
        /unavailable|deadline-exceeded/,
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await start(answer, port);
    const backAt = performance.now();
    for (;;) {
      const answered = await say(client, { deadlineMs: 250 }).then(
        () => true,
        () => false,
      );
      if (answered) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(performance.now() - backAt).toBeLessThan(2_000);
    }
    console.info(`first answer ${Math.round(performance.now() - backAt)} ms after the server's return`);
  }, 20_000);
});
