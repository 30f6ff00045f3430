import { RIDE_EVENTS, type RideChanged } from '@ride-hailing/contracts';
import { anomalies } from '@ride-hailing/testing';
import type { System } from './system';

/** How many events wait to be published. */
export async function waitingEvents(system: System): Promise<number> {
  const unpublished = 'SELECT count(*)::int AS n FROM outbox WHERE published_at IS NULL';
  const [row] = await system.sql('ride_service', unpublished);
  return Number(row?.['n']);
}

export const outboxIsEmpty = async (system: System): Promise<boolean> => (await waitingEvents(system)) === 0;

/**
 * What the stream has lost, reversed or invented of all that was ever committed; empty when nothing. For a system
 * whose outbox still holds all, and at rest.
 */
export async function anomaliesOfStream(system: System): Promise<string[]> {
  const operator = await system.broker('operator');
  const committed = await system.sql('ride_service', 'SELECT aggregate_id, version FROM outbox');
  const stored = (await operator.messagesOf(RIDE_EVENTS)).map((message) => message.json<RideChanged>());
  console.log(`${stored.length} events in the stream, ${committed.length} committed`);
  return anomalies(
    committed.map((row) => ({ aggregateId: String(row['aggregate_id']), version: Number(row['version']) })),
    stored.map(({ rideId, version }) => ({ aggregateId: rideId, version })),
  );
}
