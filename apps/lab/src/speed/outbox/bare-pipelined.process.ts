import { nowMs } from '../../measuring/clock';
import { serveOrders } from '@ride-hailing/testing';
import { createInbox, headers } from 'nats';
import type { WaitingEvent } from './backlog';
import { type BrokerLogin, connectTo } from './bench-streams';
import type { DrainAnswer } from './naive-relay.process';

const IN_FLIGHT = 1_000;

/** Without the client's `request()`: one subscription hears all acknowledgements, and each lets the next go. */
void serveOrders<readonly WaitingEvent[], DrainAnswer>(async () => {
  const login = JSON.parse(process.argv[2] ?? '{}') as BrokerLogin;
  const nats = await connectTo(login);
  const inbox = createInbox(`_INBOX_${login.user}`);
  let acknowledged: (error?: Error) => void = () => undefined;
  nats.subscribe(inbox, {
    callback: (error, answer) => {
      const { seq } = error ? {} : answer.json<{ seq?: number }>();
      acknowledged(seq ? undefined : (error ?? new Error(`refused: ${answer.string()}`)));
    },
  });
  const publish = (event: WaitingEvent) => {
    const sent = headers();
    for (const [name, value] of Object.entries(event.headers)) sent.append(name, value);
    sent.set('Nats-Msg-Id', event.id);
    nats.publish(event.subject, event.payload, { reply: inbox, headers: sent });
  };
  return {
    carryOut: async (events) => {
      const left = events[Symbol.iterator]();
      const next = () => {
        const { value, done } = left.next();
        if (!done) publish(value);
      };
      const startedAt = nowMs();
      let answers = 0;
      await new Promise<void>((resolve, reject) => {
        acknowledged = (error) => {
          answers += 1;
          if (error) reject(error);
          else if (answers === events.length) resolve();
          else next();
        };
        for (let sent = 0; sent < Math.min(IN_FLIGHT, events.length); sent += 1) next();
      });
      return { published: events.length, startedAt, endedAt: nowMs() };
    },
    close: () => nats.close(),
  };
});
