import { type DriverUpdate, driverUpdateSubject } from '@ride-hailing/contracts';
import { nowMs, seededRandom, serveOrders } from '@ride-hailing/testing';
import { connectToNats } from '../sides/environment';
import { move, type Phone, phonesOf } from './phones';
import { updatesOf, type Workload } from './workload';

/** A workload as fast as it can, or all phones on the move until they are to stop. */
export type PublishOrder =
  | (Workload & {
      readonly kind: 'workload';
      /** The driver's id is added when it ends with a dot. */
      readonly subject: string;
      /** Whether a stream stores the updates; if not, subscribers lose those that they are too slow for. */
      readonly intoStream: boolean;
    })
  | { readonly kind: 'move'; readonly drivers: number; readonly seed: number; readonly ratePerSecond: number }
  | { readonly kind: 'stop' };

/** After this many messages it waits for an acknowledgement of the last one, since the broker silently drops what is sent faster. */
const AT_ONCE = 2_000;
const ACK_WITHIN_MS = 10_000;
const TICK_MS = 10;

function* movesOf(drivers: number, seed: number): Generator<DriverUpdate, never> {
  const phones = phonesOf(drivers, seed);
  const random = seededRandom(seed + 1);
  for (;;) {
    const phone = phones[Math.floor(random() * phones.length)] as Phone;
    const { driverId, sequence, lat, lng, available } = move(phone, random);
    yield {
      ...{ driverId, sequence, recordedAt: Date.now(), position: { lat, lng }, available },
      ...{ heading: 90, speed: 8, accuracy: 4, battery: 76 },
    };
  }
}

/** Answers how many were published in all; into a stream, they are stored by then, or when the phones have stopped. */
void serveOrders<PublishOrder, number>(async () => {
  const nats = await connectToNats();
  const jetstream = nats.jetstream({ timeout: ACK_WITHIN_MS });
  let published = 0;
  let moves: Generator<DriverUpdate, never> | undefined;
  let running = false;
  let run: Promise<void> = Promise.resolve();

  /** The acknowledged last one tells that those before it are stored too. Gives its place in the stream. */
  const send = async (
    updates: Iterator<DriverUpdate, unknown>,
    count: number,
    subjectOf = driverUpdateSubject,
  ) => {
    let seq = 0;
    for (let nth = 1; nth <= count; nth += 1) {
      const update = updates.next().value as DriverUpdate;
      const message = [subjectOf(update.driverId), JSON.stringify(update)] as const;
      published += 1;
      if (nth < count) nats.publish(...message);
      else ({ seq } = await jetstream.publish(...message));
    }
    return seq;
  };

  const sendAll = async ({ subject, intoStream, ...workload }: PublishOrder & { kind: 'workload' }) => {
    const subjectOf = (driverId: string) => (subject.endsWith('.') ? subject + driverId : subject);
    const updates = updatesOf(workload);
    if (!intoStream)
      for (const update of updates) nats.publish(subjectOf(update.driverId), JSON.stringify(update));
    let stored = 0;
    for (let left = intoStream ? workload.updates : 0; left > 0; left -= AT_ONCE) {
      const count = Math.min(left, AT_ONCE);
      const seq = await send(updates, count, subjectOf);
      if (stored > 0 && seq - stored !== count)
        throw new Error(`of ${count} updates the stream stored ${seq - stored}`);
      stored = seq;
    }
    await nats.flush();
    return workload.updates;
  };

  const moveAt = async (from: Generator<DriverUpdate, never>, ratePerSecond: number) => {
    const startedAt = nowMs();
    let begun = 0;
    while (running) {
      const due = Math.floor(((nowMs() - startedAt) / 1_000) * ratePerSecond) - begun;
      begun += due;
      // A pause of this process must not become a flood.
      await send(from, Math.min(due, AT_ONCE));
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    }
  };

  return {
    carryOut: async (order) => {
      if (order.kind === 'workload') return sendAll(order);
      running = order.kind === 'move';
      if (order.kind === 'stop') await run;
      else run = moveAt((moves ??= movesOf(order.drivers, order.seed)), order.ratePerSecond);
      return published;
    },
    close: async () => {
      running = false;
      await run.catch(() => undefined);
      await nats.close();
    },
  };
});
