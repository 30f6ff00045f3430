import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { HOST } from '../port-block';
import { type Faults, NO_FAULTS } from './faults';
import { OneWay } from './one-way';
import { reset } from './reset';

/** The two sockets of a connection; there is no server's side when the server is not to know of it. */
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
 * Stands between a client and a server, speaks TCP and understands nothing of what it carries, and does to
 * connections what networks do. Without a fault set it only forwards. Memory is bounded: who sends faster than
 * is carried on is held up by TCP itself.
 */
export class FaultProxy {
  private readonly connections = new Set<Connection>();
  private readonly listener: Server;
  private now: Faults = NO_FAULTS;
  private readonly carried = { toServer: 0, toClient: 0 };

  private constructor(private readonly target: Target) {
    this.listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.accept(client));
  }

  /** @throws Error from `listen` when the port is taken. @param port 0 for any that is free */
  static async start(target: Target, port = 0): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    proxy.listener.listen(port, HOST);
    await once(proxy.listener, 'listening');
    return proxy;
  }

  /** Where clients connect to: `host:port`. */
  get address(): string {
    return `${HOST}:${(this.listener.address() as AddressInfo).port}`;
  }

  get faults(): Faults {
    return this.now;
  }

  /** Connections that are open now, on one side at least. */
  get openConnections(): number {
    return this.connections.size;
  }

  /** What has been handed on since the start, in all connections together. */
  bytes(): { readonly toServer: number; readonly toClient: number } {
    return { ...this.carried };
  }

  /** From now on these faults and no others, for open connections as for new ones. */
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

  /** No faults any more. */
  heal(): void {
    this.set({});
  }

  /** Ends all connections and listens no more. */
  async close(): Promise<void> {
    const closed = once(this.listener, 'close');
    this.listener.close();
    for (const connection of [...this.connections]) this.breakOff(connection);
    await closed;
  }

  private accept(client: Socket): void {
    // What an error means to the other side is told there by OneWay.
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
    const faults = () => this.now;
    const ways = [
      new OneWay(client, server, 'to-server', faults, (bytes) => (this.carried.toServer += bytes)),
      new OneWay(server, client, 'to-client', faults, (bytes) => (this.carried.toClient += bytes)),
    ];
    this.keep({ client, server, ways });
  }

  /** As a server that was cut off: it ends its side, and the client hears nothing of that. */
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
