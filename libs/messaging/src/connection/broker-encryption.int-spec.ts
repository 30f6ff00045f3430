import { eventually } from '@ride-hailing/testing';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Broker } from './broker';
import { MessagingEvents } from './messaging-events';

const CLIENT_HELLO = 0x16;

/** A server that greets like a broker, and keeps what it receives. */
async function brokerThatSays(info: object) {
  const heard: Buffer[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => heard.push(data));
    const all = {
      server_id: 'S',
      version: '2.10.0',
      proto: 1,
      max_payload: 1_048_576,
      headers: true,
      ...info,
    };
    socket.write(`INFO ${JSON.stringify(all)}\r\n`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { heard, port: (server.address() as AddressInfo).port, close };
}

describe('a broker at a tls:// address', () => {
  const events = new MessagingEvents();
  const troubles: string[] = [];
  let broker: Broker;
  let fake: Awaited<ReturnType<typeof brokerThatSays>>;

  beforeEach(() => {
    troubles.splice(0);
    events.on('disconnected', ({ error }) => troubles.push(String(error)));
  });

  afterEach(async () => {
    await broker.close();
    fake.close();
  });

  const connectTo = (port: number) => {
    broker = new Broker(
      { url: `tls://127.0.0.1:${port}`, user: 'me', password: 'hunter2', name: 'spec' },
      events,
    );
    broker.start();
  };

  it('sends nothing, and no password, to a broker without encryption at a tls:// address, and reports the reason', async () => {
    fake = await brokerThatSays({});
    connectTo(fake.port);
    await eventually(() => troubles.length > 0);
    expect(troubles[0]).toContain(
      `tls://127.0.0.1:${fake.port} asks for encryption, and the broker there offers none`,
    );
    expect(Buffer.concat(fake.heard).toString()).toBe('');
  });

  it('sends nothing to a broker at a tls:// address before the encryption begins', async () => {
    fake = await brokerThatSays({ tls_available: true });
    connectTo(fake.port);
    await eventually(() => fake.heard.length > 0);
    const all = Buffer.concat(fake.heard);
    expect(all[0]).toBe(CLIENT_HELLO);
    expect(all.toString('latin1')).not.toContain('hunter2');
  });
});
