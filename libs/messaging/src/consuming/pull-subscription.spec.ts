import type { Msg, MsgHdrs, NatsConnection, Subscription, SubscriptionOptions } from 'nats';
import { PullSubscription } from './pull-subscription';

/** A server that sends nothing by itself. */
class SilentServer {
  readonly requests: string[] = [];
  say: (message: Partial<Msg> & { size(): number }) => void = () => undefined;

  readonly nats = {
    subscribe: (_subject: string, { callback }: SubscriptionOptions) => {
      this.say = (message) => callback?.(null, { data: new Uint8Array(), ...message } as Msg);
      return { isClosed: () => true } as Subscription;
    },
    publish: (subject: string) => void this.requests.push(subject),
  } as unknown as NatsConnection;
}

describe('a subscription with an open request', () => {
  let server: SilentServer;
  let subscription: PullSubscription;
  let ended: Error | undefined;

  beforeEach(() => {
    jest.useFakeTimers();
    server = new SilentServer();
    const names = { stream: 'S', durable: 'd', inboxPrefix: '_INBOX_d' };
    subscription = new PullSubscription(
      server.nats,
      names,
      () => undefined,
      () => undefined,
    );
    ended = undefined;
    void subscription.ended.then((reason) => (ended = reason));
    subscription.request(10, 5);
  });

  afterEach(async () => {
    await subscription.close();
    jest.useRealTimers();
  });

  it('notices that the server is silent, even if the wall clock is set back meanwhile', async () => {
    jest.setSystemTime(Date.now() - 3_600_000);
    await jest.advanceTimersByTimeAsync(16_000);
    expect(ended?.message).toMatch(/^no heartbeat of the consumer for \d+ ms$/);
  });

  it('does not take a wall clock that is set forward for silence', async () => {
    jest.setSystemTime(Date.now() + 3_600_000);
    await jest.advanceTimersByTimeAsync(6_000);
    expect(ended).toBeUndefined();
  });

  it('stays open as long as heartbeats arrive', async () => {
    for (let beat = 0; beat < 10; beat++) {
      await jest.advanceTimersByTimeAsync(5_000);
      server.say({ subject: 'inbox', headers: { code: 100 } as MsgHdrs, size: () => 50 });
    }
    expect(ended).toBeUndefined();
  });
});
