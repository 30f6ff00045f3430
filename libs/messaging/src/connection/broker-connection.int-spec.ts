import { eventually } from '@ride-hailing/testing';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Broker } from './broker';
import { MessagingEvents } from './messaging-events';

/** A broker that speaks only as much of the protocol as a connection needs, and refuses logins on demand. */
class Door {
  refuses = false;
  logins = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer((socket) => this.greet(socket));

  async open(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `nats://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  drop(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  close(): void {
    this.drop();
    this.server.close();
  }

  private greet(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    socket.write('INFO {"server_id":"x","version":"2.10.0","headers":true,"max_payload":1048576}\r\n');
    socket.on('data', (data) => {
      const text = data.toString();
      if (text.includes('CONNECT')) {
        this.logins += 1;
        if (this.refuses) socket.end("-ERR 'Authorization Violation'\r\n");
      }
      if (text.includes('PING') && !this.refuses) socket.write('PONG\r\n');
    });
  }
}

describe('the connection to the broker', () => {
  let door: Door;
  let broker: Broker;

  const brokerAt = (url: string, events = new MessagingEvents()): Broker =>
    new Broker({ url, user: 'u', password: 'p', name: 'spec' }, events);

  beforeEach(async () => {
    door = new Door();
    broker = brokerAt(await door.open());
    broker.start();
    await eventually(() => broker.isConnected());
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    door.close();
    await broker.close();
  });

  it('reconnects although logins were refused for a while, as by a broker that restarts', async () => {
    door.refuses = true;
    door.logins = 0;
    door.drop();
    await eventually(() => door.logins >= 4);
    expect(broker.isConnected()).toBe(false);
    door.refuses = false;
    await eventually(() => broker.isConnected(), { timeoutMs: 5_000 });
  });

  it('reconnects to another server of the list when its own one is gone, and says to which', async () => {
    const doors = [new Door(), new Door(), new Door()];
    const urls = await Promise.all(doors.map((one) => one.open()));
    const events = new MessagingEvents();
    const servers: string[] = [];
    events.on('connected', ({ server }) => servers.push(`nats://${server}`));
    const listed = brokerAt(urls.join(', '), events);
    listed.start();
    try {
      for (const count of [1, 2, 3]) {
        await eventually(() => servers.length === count, { timeoutMs: 5_000 });
        doors[urls.indexOf(servers.at(-1) ?? '')]?.close();
      }
      expect(servers.toSorted()).toEqual(urls.toSorted());
    } finally {
      for (const one of doors) one.close();
      await listed.close();
    }
  });

  it('reconnects at once although the wall clock was set back by an hour', async () => {
    const now = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000);
    door.drop();
    await eventually(() => !broker.isConnected());
    await eventually(() => broker.isConnected(), { timeoutMs: 5_000 });
  });
});
