import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Forwards between a client and Postgres, and cuts or freezes connections on demand. */
export class FaultProxy {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private frozen = false;
  private port = 0;

  constructor(private readonly target: { host: string; port: number }) {}

  /** The same address, through this proxy. */
  through(url: string): string {
    const address = new URL(url);
    address.host = `127.0.0.1:${this.port}`;
    return address.href;
  }

  async up(): Promise<void> {
    this.server = createServer((socket) => this.forward(socket));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Breaks every connection and refuses new ones, like a killed server. */
  async down(): Promise<void> {
    if (!this.server) return;
    const closed = once(this.server.close(), 'close');
    for (const socket of this.sockets) socket.destroy();
    await closed;
    this.server = undefined;
  }

  /** Keeps connections open but forwards nothing, like a stopped server or a network that loses packets. */
  freeze(frozen: boolean): void {
    this.frozen = frozen;
    for (const socket of this.sockets) this.apply(socket);
  }

  private forward(socket: Socket): void {
    const upstream = connect(this.target.port, this.target.host);
    for (const [from, to] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => undefined);
      from.on('data', (bytes) => void to.write(bytes));
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      this.apply(from);
    }
  }

  private apply(socket: Socket): void {
    if (this.frozen) socket.pause();
    else socket.resume();
  }
}
