import { RIDE_EVENTS, type RideChanged } from '@ride-hailing/contracts';
import { streamAnomalies } from '@ride-hailing/testing';
import type { System } from './system';

/** How many events wait to be published. */
export const waitingEvents = (system: System): Promise<number> =>
  system.count('ride_service', 'outbox WHERE published_at IS NULL');

export const outboxIsEmpty = async (system: System): Promise<boolean> => (await waitingEvents(system)) === 0;

/**
 * Events that the stream has lost, reordered or invented, relative to all committed ones; empty when there are none.
 * The system must be at rest, and its outbox must still contain every event.
 */
export async function anomaliesOfStream(system: System): Promise<string[]> {
  const operator = await system.broker('operator');
  const committed = await system.sql('ride_service', 'SELECT aggregate_id, version FROM outbox');
  const stored = (await operator.messagesOf(RIDE_EVENTS)).map((message) => message.json<RideChanged>());
  console.log(`${stored.length} events in the stream, ${committed.length} committed`);
  return streamAnomalies(
    committed.map((row) => ({ aggregateId: String(row['aggregate_id']), version: Number(row['version']) })),
    stored.map(({ rideId, version }) => ({ aggregateId: rideId, version })),
  ).map(({ what }) => what);
}
