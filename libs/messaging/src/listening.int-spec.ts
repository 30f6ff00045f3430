import { integrationInfrastructure } from '@ride-hailing/stack';
import { eventually, rawHeaders, sendRaw } from '@ride-hailing/testing';
import { Broker } from './connection/broker';
import { MessagingEvents } from './connection/messaging-events';
import { listen } from './listening';

describe('listening', () => {
  const infrastructure = integrationInfrastructure();
  const url = infrastructure.natsUrl;
  const operator = { url, ...infrastructure.credentials('operator') };
  const send = (subject: string, data: string) =>
    sendRaw(operator, [{ subject, data, headers: rawHeaders('odd name: the client cannot decode this') }]);
  let broker: Broker;

  beforeEach(async () => {
    broker = new Broker({ ...operator, name: 'spec' }, new MessagingEvents());
    broker.start();
    await eventually(() => broker.isConnected());
  });
  afterEach(() => broker.close());

  it('hears each message once, also after a lost connection, and nothing after its end', async () => {
    const heard: string[] = [];
    const onMessage = (subject: string, data: Uint8Array) =>
      void heard.push(`${subject} ${Buffer.from(data).toString()}`);
    const stop = listen(broker, 'listening.spec.*', { onMessage });
    await broker.flush();
    await send('listening.spec.a', '1');
    await eventually(() => heard.length === 1);
    await broker.connection()?.close();
    await eventually(() => broker.isConnected());
    await broker.flush();
    await send('listening.spec.b', '2');
    await eventually(() => heard.length === 2);
    stop();
    await broker.flush();
    await send('listening.spec.c', '3');
    await broker.flush();
    expect(heard).toEqual(['listening.spec.a 1', 'listening.spec.b 2']);
  });

  it('reports that the broker refuses the subject', async () => {
    const { user, password } = infrastructure.credentials('dashboard');
    const weak = new Broker({ url, user, password, name: 'spec' }, new MessagingEvents());
    weak.start();
    try {
      await eventually(() => weak.isConnected());
      const errors: string[] = [];
      listen(weak, 'dead-letters.>', {
        onMessage: () => undefined,
        onError: ({ message }) => errors.push(message),
      });
      await eventually(() => errors.length > 0);
      expect(errors[0]).toMatch(/permissions violation/i);
    } finally {
      await weak.close();
    }
  });
});
