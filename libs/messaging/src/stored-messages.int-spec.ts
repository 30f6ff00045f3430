import { integrationInfrastructure } from '@ride-hailing/stack';
import { rawHeaders, sendRaw } from '@ride-hailing/testing';
import { Workbench } from '../test/messaging.fixture';
import { BrokerUnavailableError } from './connection/broker.errors';
import { StoredMessages } from './stored-messages';

describe('the stored messages of a stream', () => {
  let bench: Workbench;
  let stored: StoredMessages;

  beforeEach(async () => {
    const infrastructure = integrationInfrastructure();
    bench = await Workbench.open({ url: infrastructure.natsUrl, ...infrastructure.credentials('operator') });
    await bench.provision();
    stored = await StoredMessages.open(bench.options);
  });

  afterEach(async () => {
    await stored.close();
    await bench.close();
  });

  const publish = (subject: string, data: string) =>
    bench.nats.jetstream().publish(`${bench.stream}.${subject}`, data);

  const left = async (): Promise<string[]> => {
    const texts: string[] = [];
    await stored.erase(bench.stream, '>', ({ data }) => {
      texts.push(data.toString());
      return false;
    });
    return texts;
  };

  it('erases the messages that match below the given subjects, and leaves all others', async () => {
    await publish('a.1', 'secret one');
    await publish('a.2', 'open two');
    await publish('b.1', 'secret three');
    await publish('a.3', 'secret four');
    const isSecret = ({ data }: { data: Buffer }) => data.includes('secret');
    expect(await stored.erase(bench.stream, `${bench.stream}.a.*`, isSecret)).toBe(2);
    expect(await left()).toEqual(['open two', 'secret three']);
    expect(await stored.erase(bench.stream, `${bench.stream}.a.*`, isSecret)).toBe(0);
    expect(await stored.erase(bench.stream, '>', isSecret)).toBe(1);
    expect(await left()).toEqual(['open two']);
  });

  it('shows headers that cannot be decoded as they stand in the stream', async () => {
    const headers = rawHeaders('Device Model: Pixel 9', 'x: secret');
    await sendRaw(bench.options, [{ subject: `${bench.stream}.a.1`, data: '', headers }]);
    await publish('a.2', 'open');
    const isSecret = (message: { headers: string }) => message.headers.includes('secret');
    expect(await stored.erase(bench.stream, '>', isSecret)).toBe(1);
    expect(await left()).toEqual(['open']);
  });

  it('finds the newest message of a subject, and says what a consumer has passed', async () => {
    await publish('a.1', 'one');
    await publish('a.1', 'two');
    await publish('a.2', 'three');
    const newest = await stored.newest(bench.stream, `${bench.stream}.a.1`);
    expect(newest).toMatchObject({ sequence: 2, subject: `${bench.stream}.a.1` });
    expect(newest?.data.toString()).toBe('two');
    expect(await stored.hasPassed(bench, 2)).toBe(false);
    const consumer = await bench.nats.jetstream().consumers.get(bench.stream, bench.durable);
    for (const passed of [false, true]) {
      const message = await consumer.next();
      await message?.ackAck();
      expect(await stored.hasPassed(bench, 2)).toBe(passed);
    }
    expect(await stored.hasPassed(bench, 3)).toBe(false);
  });

  it('takes a stream that is missing for an empty one, and a consumer that is missing for an error', async () => {
    expect(await stored.erase('T_NONE', '>', () => true)).toBe(0);
    expect(await stored.newest('T_NONE', 'a')).toBeUndefined();
    expect(await stored.newest(bench.stream, 'a')).toBeUndefined();
    const missing = { stream: bench.stream, durable: 'none' };
    await expect(stored.hasPassed(missing, 1)).rejects.toThrow(BrokerUnavailableError);
    await expect(stored.hasPassed(missing, 1)).rejects.toThrow('consumer not found');
  });
});
