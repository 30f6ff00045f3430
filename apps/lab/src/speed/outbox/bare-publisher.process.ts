import { nowMs, serveOrders } from '@ride-hailing/testing';
import { createInbox, type NatsConnection } from 'nats';
import { connectToNats, NATS_LOGIN } from '../sides/environment';
import { natsHeaders } from '../sides/nats-headers';
import type { WaitingEvent } from './backlog';
import type { Drained } from './naive-owner.process';

/** As often as the project's relay at most. */
const IN_FLIGHT = 1_000;

type PublishAll = (events: readonly WaitingEvent[]) => Promise<unknown>;

/** By the client's own means: a request each. */
function byRequests(nats: NatsConnection): PublishAll {
  const jetstream = nats.jetstream();
  return async (events) => {
    const left = events[Symbol.iterator]();
    const publisher = async () => {
      for (const { id, subject, payload, headers } of left)
        await jetstream.publish(subject, payload, { msgID: id, headers: natsHeaders(headers) });
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, publisher));
  };
}

/** Without the client's `request()`: one subscription hears all acknowledgements, and each lets the next go. */
function pipelined(nats: NatsConnection): PublishAll {
  const inbox = createInbox(NATS_LOGIN.inboxPrefix);
  let acknowledged: (error?: Error) => void = () => undefined;
  nats.subscribe(inbox, {
    callback: (error, answer) => {
      const { seq } = error ? {} : answer.json<{ seq?: number }>();
      acknowledged(seq ? undefined : (error ?? new Error(`refused: ${answer.string()}`)));
    },
  });
  const publish = ({ id, subject, payload, headers }: WaitingEvent) => {
    const sent = natsHeaders(headers);
    sent.append('Nats-Msg-Id', id);
    nats.publish(subject, payload, { reply: inbox, headers: sent });
  };
  return (events) =>
    new Promise<void>((resolve, reject) => {
      let [sent, answers] = [0, 0];
      const next = () => {
        const event = events[(sent += 1) - 1];
        if (event) publish(event);
      };
      acknowledged = (error) => {
        answers += 1;
        if (error) reject(error);
        else if (answers === events.length) resolve();
        else next();
      };
      for (let flying = 0; flying < IN_FLIGHT; flying += 1) next();
    });
}

/** Its argument is the way that it publishes. */
void serveOrders<readonly WaitingEvent[], Drained>(async () => {
  const nats = await connectToNats();
  const publishAll = process.argv[2] === 'pipelined' ? pipelined(nats) : byRequests(nats);
  return {
    carryOut: async (events) => {
      const startedAt = nowMs();
      await publishAll(events);
      return { published: events.length, startedAt, endedAt: nowMs() };
    },
    close: () => nats.close(),
  };
});
