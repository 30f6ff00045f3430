import { type DriverUpdate, driverUpdateSubject } from '@ride-hailing/contracts';
import { nowMs } from '../../measuring/clock';
import { serveOrders } from '@ride-hailing/testing';
import { seededRandom } from '@ride-hailing/testing';
import { connect } from 'nats';
import { move, type Phone, phonesOf } from './fleet';

/** The drivers' phones, all at once. */
type Order = { readonly kind: 'start'; readonly ratePerSecond: number } | { readonly kind: 'stop' };

const TICK_MS = 10;
/** A pause of this process must not become a flood. */
const MOST_A_TICK = 2_000;
const ACK_WITHIN_MS = 10_000;

const [servers, user, pass, drivers, seed] = process.argv.slice(2);

function updateOf({ driverId, sequence, lat, lng, available }: Phone): DriverUpdate {
  return {
    ...{ driverId, sequence, recordedAt: Date.now(), position: { lat, lng }, available },
    ...{ heading: 90, speed: 8, accuracy: 4, battery: 76 },
  };
}

void serveOrders(async () => {
  const connection = await connect({ servers, user, pass, inboxPrefix: `_INBOX_${user}` });
  const jetstream = connection.jetstream({ timeout: ACK_WITHIN_MS });
  const phones = phonesOf(Number(drivers), Number(seed));
  const random = seededRandom(Number(seed) + 1);
  let published = 0;
  let running = false;
  let run: Promise<void> = Promise.resolve();

  const next = (): [string, string] => {
    const phone = phones[Math.floor(random() * phones.length)] as Phone;
    published += 1;
    return [driverUpdateSubject(phone.driverId), JSON.stringify(updateOf(move(phone, random)))];
  };

  /** The acknowledged last one of a tick tells that the ones before it are stored too, and bounds what is under way. */
  const publish = async (count: number): Promise<void> => {
    for (let nth = 1; nth < count; nth += 1) connection.publish(...next());
    if (count > 0) await jetstream.publish(...next());
  };

  const publishAt = async (ratePerSecond: number): Promise<void> => {
    const startedAt = nowMs();
    let begun = 0;
    while (running) {
      const due = Math.floor(((nowMs() - startedAt) / 1_000) * ratePerSecond) - begun;
      begun += due;
      await publish(Math.min(due, MOST_A_TICK));
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    }
  };

  return {
    /** How many were published in all. */
    carryOut: async (order: Order): Promise<number> => {
      running = order.kind === 'start';
      if (order.kind === 'start') run = publishAt(order.ratePerSecond);
      else await run;
      return published;
    },
    close: async () => {
      running = false;
      await run.catch(() => undefined);
      await connection.close();
    },
  };
});
