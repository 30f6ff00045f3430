import { nowMs } from '../../measuring/clock';
import { serveOrders } from '@ride-hailing/testing';
import { headers } from 'nats';
import type { WaitingEvent } from './backlog';
import { type BrokerLogin, connectTo } from './bench-streams';
import type { DrainAnswer } from './naive-relay.process';

/** As often as the project's relay at most. */
const IN_FLIGHT = 1_000;

void serveOrders<readonly WaitingEvent[], DrainAnswer>(async () => {
  const nats = await connectTo(JSON.parse(process.argv[2] ?? '{}') as BrokerLogin);
  const jetstream = nats.jetstream();
  const publish = (event: WaitingEvent) => {
    const sent = headers();
    for (const [name, value] of Object.entries(event.headers)) sent.set(name, value);
    return jetstream.publish(event.subject, event.payload, { msgID: event.id, headers: sent });
  };
  return {
    carryOut: async (events) => {
      const left = events[Symbol.iterator]();
      const publisher = async () => {
        for (const event of left) await publish(event);
      };
      const startedAt = nowMs();
      await Promise.all(Array.from({ length: IN_FLIGHT }, publisher));
      return { published: events.length, startedAt, endedAt: nowMs() };
    },
    close: () => nats.close(),
  };
});
