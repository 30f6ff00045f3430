import { integrationInfrastructure } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { answer } from './answering';
import { Broker } from './connection/broker';
import { MessagingEvents } from './connection/messaging-events';

const SUBJECT = 'answering.spec';

describe('answering', () => {
  const infrastructure = integrationInfrastructure();
  const brokers: Broker[] = [];
  const asUser = async (user: 'operator' | 'driver-service'): Promise<Broker> => {
    const login = { url: infrastructure.natsUrl, name: 'spec', ...infrastructure.credentials(user) };
    const broker = new Broker(login, new MessagingEvents());
    brokers.push(broker);
    broker.start();
    await eventually(() => broker.isConnected());
    return broker;
  };
  const ask = async (broker: Broker, text: string): Promise<string> => {
    const nats = await broker.whenConnected(5_000);
    return (await broker.inboxOn(nats).ask(SUBJECT, text, performance.now() + 5_000)).string();
  };
  const upper = (name: string) => ({
    queue: 'spec',
    answerTo: async (request: Uint8Array) => `${name} ${Buffer.from(request).toString().toUpperCase()}`,
    onError: () => undefined,
  });

  afterEach(() => Promise.all(brokers.splice(0).map((broker) => broker.close())));

  it('answers each request once, by one of all instances, also after a lost connection', async () => {
    const asker = await asUser('operator');
    const answerers = [await asUser('operator'), await asUser('operator')];
    const stops = answerers.map((broker, index) => answer(broker, SUBJECT, upper(`${index}`)));
    await Promise.all(answerers.map((broker) => broker.flush()));
    const texts = Array.from({ length: 50 }, (_, index) => `text ${index}`);
    const answers = await Promise.all(texts.map((text) => ask(asker, text)));
    expect(answers.map((text) => text.slice(2))).toEqual(texts.map((text) => text.toUpperCase()));
    expect(new Set(answers.map(([name]) => name))).toEqual(new Set(['0', '1']));
    await stops[1]?.();
    await answerers[0]?.connection()?.close();
    await eventually(() => answerers[0]?.isConnected() ?? false);
    await answerers[0]?.flush();
    expect(await ask(asker, 'again')).toBe('0 AGAIN');
    await stops[0]?.();
  });

  it('finishes answers under way when it stops, and leaves a request that cannot be answered alone', async () => {
    const asker = await asUser('operator');
    const answerer = await asUser('operator');
    const errors: string[] = [];
    let finish: (text: string) => void = () => undefined;
    const stop = answer(answerer, SUBJECT, {
      queue: 'spec',
      answerTo: (request) => {
        if (request.length === 0) return Promise.reject(new Error('nothing asked'));
        return new Promise((resolve) => (finish = resolve));
      },
      onError: (error) => errors.push(error.message),
    });
    await answerer.flush();
    asker.connection()?.publish(SUBJECT, '');
    await eventually(() => errors.length === 1);
    const asked = ask(asker, 'slow');
    await asker.flush();
    await answerer.flush();
    const stopped = stop();
    finish('done');
    expect(await asked).toBe('done');
    await stopped;
    expect(errors).toEqual(['nothing asked']);
  });

  it('reports that the login may not hear requests', async () => {
    const driverService = await asUser('driver-service');
    const errors: Error[] = [];
    const stop = answer(driverService, SUBJECT, { ...upper('x'), onError: (error) => errors.push(error) });
    await eventually(() => errors.length === 1);
    expect(errors[0]).toMatchObject({ code: 'PERMISSIONS_VIOLATION' });
    await stop();
  });
});
