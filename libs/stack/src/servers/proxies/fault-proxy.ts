import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { until } from '../processes/until';
import { HOST } from '../port-block';
import { type Faults, NO_FAULTS } from './faults';
import { OneWay } from './one-way';
import { reset } from './reset';

const LOOK_EVERY_MS = 50;
const REACHED_WITHIN_MS = 1_000;

/** The two sockets of a connection; `server` is absent when the server must not know of it. */
interface Connection {
  readonly client: Socket;
  readonly server?: Socket;
  readonly ways: readonly OneWay[];
}

export interface Target {
  readonly host: string;
  readonly port: number;
}

/**
 * A TCP proxy between a client and a server that simulates network faults, whatever the protocol. Without faults it only
 * forwards. Memory is bounded: TCP's flow control holds up a sender that is faster than the proxy. Once the server has
 * refused a connection, the proxy refuses them too, until the server accepts again: clients tell the two apart.
 */
export class FaultProxy {
  private readonly connections = new Set<Connection>();
  private readonly listener: Server;
  /** Where clients connect. */
  port = 0;
  private isClosed = false;
  private now: Faults = NO_FAULTS;
  private readonly carried = { toServer: 0, toClient: 0 };

  private constructor(private readonly target: Target) {
    this.listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.accept(client));
  }

  /**
   * @param port 0 for any free port
   * @throws Error of `listen` when the port is taken
   */
  static async start(target: Target, port = 0): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    proxy.listener.listen(port, HOST);
    await once(proxy.listener, 'listening');
    proxy.port = (proxy.listener.address() as AddressInfo).port;
    return proxy;
  }

  /** The address for clients: `host:port`. */
  get address(): string {
    return `${HOST}:${this.port}`;
  }

  get faults(): Faults {
    return this.now;
  }

  /** Connections of which at least one side is open. */
  get openConnections(): number {
    return this.connections.size;
  }

  /** Bytes delivered since the start, over all connections. */
  bytes(): { readonly toServer: number; readonly toClient: number } {
    return { ...this.carried };
  }

  /** Replaces all faults, for open and for new connections. */
  set(faults: Partial<Faults>): void {
    const before = this.now;
    this.now = { ...NO_FAULTS, ...faults };
    for (const connection of [...this.connections]) {
      if (this.now.connections === 'reset') this.breakOff(connection);
      else if (this.now.connections === 'half-open') this.forget(connection);
      else if (before.connections === 'half-open') this.breakOff(connection);
      else for (const way of connection.ways) way.changed();
    }
  }

  /** Removes all faults. */
  heal(): void {
    this.set({});
  }

  /** Ends all connections and stops listening. */
  async close(): Promise<void> {
    this.isClosed = true;
    const closed = once(this.listener, 'close');
    this.listener.close();
    for (const connection of [...this.connections]) this.breakOff(connection);
    await closed;
  }

  private accept(client: Socket): void {
    // OneWay passes an error on to the other side.
    client.on('error', () => undefined);
    if (this.now.connections === 'reset') {
      reset(client);
      return;
    }
    if (this.now.connections === 'half-open') {
      this.swallow(client);
      return;
    }
    const server = connect({ ...this.target, allowHalfOpen: true, noDelay: true });
    server.once('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ECONNREFUSED') void this.refuseMeanwhile();
    });
    const faults = () => this.now;
    const ways = [
      new OneWay(client, server, 'to-server', faults, (bytes) => (this.carried.toServer += bytes)),
      new OneWay(server, client, 'to-client', faults, (bytes) => (this.carried.toClient += bytes)),
    ];
    this.keep({ client, server, ways });
  }

  /** Looks for the server until it is there, or the proxy is closed. */
  private async refuseMeanwhile(): Promise<void> {
    if (!this.listener.listening) return;
    this.listener.close();
    const listens = async () => {
      if (this.isClosed) return true;
      if (!(await reaches(this.target)) || this.isClosed) return false;
      this.listener.listen(this.port, HOST);
      return once(this.listener, 'listening').then(
        () => true,
        () => false,
      );
    };
    await until(listens, Number.POSITIVE_INFINITY, LOOK_EVERY_MS);
  }

  /** Simulates a server that is cut off: it ends its side, and the client does not notice. */
  private forget(connection: Connection): void {
    if (!connection.server) return;
    this.connections.delete(connection);
    for (const way of connection.ways) way.stop();
    reset(connection.server);
    this.swallow(connection.client);
  }

  private swallow(client: Socket): void {
    client.resume();
    client.on('end', () => client.end());
    this.keep({ client, ways: [] });
  }

  private keep(connection: Connection): void {
    this.connections.add(connection);
    const { client, server } = connection;
    const closed = () => {
      if (client.destroyed && (server?.destroyed ?? true)) this.connections.delete(connection);
    };
    client.once('close', closed);
    server?.once('close', closed);
  }

  private breakOff(connection: Connection): void {
    this.connections.delete(connection);
    for (const way of connection.ways) way.stop();
    reset(connection.client);
    if (connection.server) reset(connection.server);
  }
}

const reaches = (target: Target): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ ...target, timeout: REACHED_WITHIN_MS });
    const answer = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.once('connect', () => answer(true));
    for (const event of ['error', 'timeout']) socket.once(event, () => answer(false));
  });
