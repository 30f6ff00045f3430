import { BrokerUnavailableError, PublishError } from '../connection/broker.errors';
import { JetStreamPublisher } from '../jetstream-publisher';
import { JetStreamMessage } from '../messages/jetstream-message';
import { DeadLetters } from './dead-letters';

type Publish = JetStreamPublisher['publish'];

/** A message with one part that throws when it is read. */
const aMessage = (given: object = {}): JetStreamMessage =>
  Object.assign(Object.create(JetStreamMessage.prototype) as JetStreamMessage, {
    decoded: { headers: undefined },
    delivery: { streamSequence: 7, deliveryCount: 1, storedAtMs: 1 },
    message: { subject: 's.x', data: new Uint8Array(200_000) },
    ...given,
  });

describe('parking', () => {
  const consumer = { stream: 'S', durable: 'd' };

  /** Parks with a publisher that fails with these errors in turn. */
  async function parked(failures: readonly unknown[], message = aMessage()) {
    const left = [...failures];
    const sent: Parameters<Publish>[] = [];
    const publish: Publish = async (...args) => {
      sent.push(args);
      if (left.length > 0) throw left.shift();
      return { stream: 'DEAD_LETTERS', sequence: 1, duplicate: false };
    };
    const notKept: unknown[] = [];
    const letters = new DeadLetters({ publish } as JetStreamPublisher, 'service');
    await letters.park(consumer, { message, reason: 'bad' }, message, (error) => notKept.push(error));
    return { sent, notKept };
  }

  it("parks a letter without the sender's headers when those cannot be read", async () => {
    const fault = new TypeError('no such field');
    const headers = {
      has: () => false,
      [Symbol.iterator]: () => {
        throw fault;
      },
    };
    const { sent, notKept } = await parked([], aMessage({ decoded: { headers } }));
    expect(notKept).toEqual([fault]);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.[2]?.headers).toMatchObject({
      'dead-letter-reason': 'bad',
      'dead-letter-cut': '65536 of 200000 bytes',
    });
  });

  it.each([
    ['too large', new PublishError('too-large', 'maximum payload')],
    ['not what may be sent', new PublishError('invalid', 'bad header')],
    [
      'a mystery to the program',
      new BrokerUnavailableError('publishing', { cause: new TypeError('x is not') }),
    ],
  ])('keeps less and less of a message that is %s, and finally its origin alone', async (_, error) => {
    const { sent } = await parked([error, error, error]);
    expect(sent.map(([, data]) => data.length)).toEqual([200_000, 65_536, 1024, 0]);
  });

  it.each([
    ['is away', new BrokerUnavailableError('not connected')],
    ['allows no letters', new PublishError('not-allowed', 'permissions violation')],
    ['has no room', new PublishError('refused-by-stream', 'maximum bytes')],
  ])('parks nothing when the broker %s, since the whole letter can be stored later', async (_, error) => {
    const outcome = parked([error]);
    await expect(outcome).rejects.toBe(error);
  });
});
