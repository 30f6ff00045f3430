import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { until } from '../processes/until';
import { FaultProxy } from './fault-proxy';
import { HELD_BYTES } from './one-way';

const WITHIN_MS = 10_000;
/** Long enough for what is not held up to have arrived, on a busy machine, too. */
const SILENCE_MS = 300;

/** A client's end: what it received, and how its connection ended. */
class Client {
  readonly received: Buffer[] = [];
  end?: 'end' | 'reset';
  readonly socket: Socket;

  constructor(address: string) {
    const [host, port] = address.split(':');
    this.socket = connect(Number(port), host);
    this.socket.on('data', (bytes) => this.received.push(bytes));
    this.socket.on('end', () => (this.end ??= 'end'));
    this.socket.on('error', () => (this.end ??= 'reset'));
  }

  get text(): string {
    return Buffer.concat(this.received).toString();
  }

  get bytes(): number {
    return this.received.reduce((sum, { length }) => sum + length, 0);
  }

  /** Sends the words and waits until the echo has ended with them. Gives how long that took, in ms. */
  async echoes(words: string): Promise<number> {
    const started = performance.now();
    this.socket.write(words);
    expect(await until(() => this.text.endsWith(words), WITHIN_MS, 5)).toBe(true);
    return performance.now() - started;
  }

  async endsWith(end: 'end' | 'reset'): Promise<void> {
    await until(() => this.end !== undefined, WITHIN_MS);
    expect(this.end).toBe(end);
  }

  async staysSilent(): Promise<void> {
    const before = this.bytes;
    expect(await until(() => this.bytes > before || this.end !== undefined, SILENCE_MS)).toBe(false);
  }
}

describe('a fault proxy', () => {
  let server: Server;
  let proxy: FaultProxy;
  let heard: string;
  const atServer = new Set<Socket>();
  const clients: Client[] = [];

  const client = (): Client => {
    const made = new Client(proxy.address);
    clients.push(made);
    return made;
  };

  beforeEach(async () => {
    heard = '';
    server = createServer({ allowHalfOpen: true }, (socket) => {
      atServer.add(socket);
      socket.on('close', () => atServer.delete(socket));
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => (heard += bytes.length < 100 ? bytes.toString() : ''));
      socket.pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    proxy = await FaultProxy.start({ host: '127.0.0.1', port });
  });

  afterEach(async () => {
    await proxy.close();
    for (const { socket } of clients.splice(0)) socket.destroy();
    for (const socket of atServer) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it('forwards both directions, ends each on its own, and leaves no connection behind', async () => {
    const one = client();
    await one.echoes('hello');
    one.socket.end('and goodbye');
    await one.endsWith('end');
    expect(one.text).toBe('helloand goodbye');
    expect(await until(() => proxy.openConnections === 0, WITHIN_MS)).toBe(true);
  });

  it('carries data much larger than its buffers unchanged', async () => {
    const one = client();
    const sent = Buffer.alloc(5_000_000, 'a long story ');
    one.socket.end(sent);
    await one.endsWith('end');
    expect(Buffer.concat(one.received).equals(sent)).toBe(true);
  });

  it('counts the bytes delivered in each direction, without those that still wait', async () => {
    const one = client();
    await one.echoes('hello');
    expect(proxy.bytes()).toEqual({ toServer: 5, toClient: 5 });
    proxy.set({ blocked: 'to-client' });
    one.socket.write('six on');
    expect(await until(() => heard === 'hellosix on', WITHIN_MS)).toBe(true);
    expect(proxy.bytes()).toEqual({ toServer: 11, toClient: 5 });
    proxy.heal();
    const another = client();
    await another.echoes('more');
    expect(await until(() => one.text === 'hellosix on', WITHIN_MS)).toBe(true);
    expect(proxy.bytes()).toEqual({ toServer: 15, toClient: 15 });
  });

  it('resets a connection to a server that is not there', async () => {
    await new Promise((resolve) => server.close(resolve));
    await client().endsWith('reset');
  });

  it('refuses connections after that, as its server does, until the server is there again', async () => {
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await client().endsWith('reset');
    const refused = async () => {
      const [error] = (await once(client().socket, 'error')) as [NodeJS.ErrnoException];
      return error.code === 'ECONNREFUSED';
    };
    expect(await until(refused, WITHIN_MS)).toBe(true);
    expect(await refused()).toBe(true);
    server.listen(port, '127.0.0.1');
    const answered = async () => {
      const one = client();
      one.socket.write('hello');
      return until(() => one.text === 'hello' || one.end !== undefined, WITHIN_MS).then(() => !one.end);
    };
    expect(await until(answered, WITHIN_MS)).toBe(true);
  });

  it('adds latency in each direction, and removes it at run time', async () => {
    const one = client();
    await one.echoes('first');
    proxy.set({ latencyMs: 150 });
    expect(await one.echoes('slow')).toBeGreaterThanOrEqual(299);
    proxy.set({ latencyMs: 60_000 });
    one.socket.write('too slow');
    await one.staysSilent();
    proxy.heal();
    await one.echoes('!');
    expect(one.text).toBe('firstslowtoo slow!');
  });

  it('adds jitter without changing the order', async () => {
    proxy.set({ latencyMs: 5, jitterMs: 40 });
    const one = client();
    one.socket.setNoDelay(true);
    const words = Array.from({ length: 50 }, (_, index) => `${index} `);
    for (const word of words) {
      one.socket.write(word);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await until(() => one.text.endsWith('49 '), WITHIN_MS)).toBe(true);
    expect(one.text).toBe(words.join(''));
  });

  it('resets open and new connections until it is healed', async () => {
    const open = client();
    await open.echoes('hello');
    proxy.set({ connections: 'reset' });
    await open.endsWith('reset');
    await client().endsWith('reset');
    expect(await until(() => atServer.size === 0, WITHIN_MS)).toBe(true);
    proxy.heal();
    await client().echoes('again');
  });

  it('accepts and stays silent while half-open, so that the client does not notice that the server is gone', async () => {
    const open = client();
    await open.echoes('hello');
    proxy.set({ connections: 'half-open' });
    const late = client();
    open.socket.write('are you there?');
    late.socket.write('is anybody?');
    await Promise.all([open.staysSilent(), late.staysSilent()]);
    expect(await until(() => atServer.size === 0, WITHIN_MS)).toBe(true);
    expect(heard).toBe('hello');
    proxy.heal();
    await Promise.all([open.endsWith('reset'), late.endsWith('reset')]);
    await client().echoes('again');
  });

  it.each([
    ['to-server', 'hello'],
    ['to-client', 'helloquestion'],
    ['both', 'hello'],
  ] as const)('delivers nothing while blocked %s, and loses nothing afterwards', async (blocked, known) => {
    const one = client();
    await one.echoes('hello');
    proxy.set({ blocked });
    one.socket.write('question');
    await one.staysSilent();
    expect(heard).toBe(known);
    proxy.heal();
    await one.echoes('!');
    expect(one.text).toBe('helloquestion!');
  });

  it('holds up the sender of blocked bytes, in bounded memory', async () => {
    proxy.set({ blocked: 'to-server' });
    const one = client();
    const chunk = Buffer.alloc(64 * 1024);
    // The kernel's own buffers take some megabytes; a proxy without a bound would take all of this.
    for (let sent = 0; sent < 64 * 1024 * 1024; sent += chunk.length) one.socket.write(chunk);
    await one.staysSilent();
    expect(one.socket.writableLength).toBeGreaterThan(32 * 1024 * 1024);
    proxy.heal();
    expect(await until(() => one.bytes === 64 * 1024 * 1024, WITHIN_MS)).toBe(true);
  });

  it('limits the bandwidth', async () => {
    const one = client();
    await one.echoes('hello');
    proxy.set({ bytesPerSecond: 100_000 });
    const started = performance.now();
    one.socket.write(Buffer.alloc(50_000));
    expect(await until(() => one.bytes === 50_005, WITHIN_MS)).toBe(true);
    expect(performance.now() - started).toBeGreaterThan(400);
    proxy.set({ bytesPerSecond: 1 });
    one.socket.write(Buffer.alloc(2 * HELD_BYTES));
    proxy.heal();
    expect(await until(() => one.bytes === 50_005 + 2 * HELD_BYTES, WITHIN_MS)).toBe(true);
  });

  it('carries HTTP with slow, missing and reset answers', async () => {
    const web = createHttpServer((_request, response) => response.end('well')).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const way = await FaultProxy.start({ host: '127.0.0.1', port: (web.address() as AddressInfo).port });
    const get = async (withinMs = WITHIN_MS) => {
      const answer = await fetch(`http://${way.address}/`, { signal: AbortSignal.timeout(withinMs) });
      return answer.text();
    };
    try {
      expect(await get()).toBe('well');
      way.set({ latencyMs: 100 });
      const started = performance.now();
      expect(await get()).toBe('well');
      expect(performance.now() - started).toBeGreaterThan(199);
      way.set({ connections: 'half-open' });
      await expect(get(SILENCE_MS)).rejects.toThrow('timeout');
      way.set({ connections: 'reset' });
      await expect(get()).rejects.toThrow('fetch failed');
      way.heal();
      expect(await get()).toBe('well');
    } finally {
      await way.close();
      web.closeAllConnections();
      await new Promise((resolve) => web.close(resolve));
    }
  });
});
