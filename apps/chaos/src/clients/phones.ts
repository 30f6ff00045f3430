import { setTimeout as delay } from 'node:timers/promises';
import { driverUpdateSubject } from '@ride-hailing/contracts';
import { aDriverUpdate, nowMs } from '@ride-hailing/testing';
import type { NatsConnection } from 'nats';
import type { History } from './history';

const EVERY_MS = 500;
const STORED_WITHIN_MS = 3_000;

/** Sends an update of each driver twice a second, and writes down which the broker has stored. */
export async function sendUpdates(
  connection: NatsConnection,
  drivers: readonly string[],
  history: History,
  signal: AbortSignal,
): Promise<void> {
  const jetstream = connection.jetstream({ timeout: STORED_WITHIN_MS });
  const send = async (driverId: string): Promise<void> => {
    const sequence = Math.floor(nowMs());
    const update = aDriverUpdate({ driverId, sequence, recordedAt: sequence });
    try {
      await jetstream.publish(driverUpdateSubject(driverId), JSON.stringify(update));
      history.updates.stored += 1;
      history.acknowledged.set(driverId, Math.max(sequence, history.acknowledged.get(driverId) ?? 0));
    } catch {
      history.updates.unknown += 1;
    }
  };
  while (!signal.aborted) {
    await Promise.all(drivers.map(send));
    await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
