import type { IncomingMessage } from '@ride-hailing/messaging';
import { cloudEventHeaders, RIDE_CHANGED_TYPE, type RideChanged } from '@ride-hailing/contracts';

interface Given {
  readonly subject: string;
  /** Text and bytes are sent as they are, anything else as JSON. */
  readonly data: string | Uint8Array | object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly storedAtMs?: number;
  /** Defaults to `storedAtMs`. */
  readonly firstStoredAtMs?: number;
}

/** A message as a batch handler gets it. */
export const aMessage = ({
  subject,
  data,
  headers = {},
  storedAtMs = 1,
  firstStoredAtMs = storedAtMs,
}: Given): IncomingMessage => ({
  subject,
  data:
    data instanceof Uint8Array
      ? data
      : new TextEncoder().encode(typeof data === 'string' ? data : JSON.stringify(data)),
  header: (name) => headers[name],
  streamSequence: 1,
  storedAtMs,
  firstStoredAtMs,
  deliveryCount: 1,
});

export const rideEventHeaders = (ride: RideChanged): Record<string, string> =>
  cloudEventHeaders({
    id: `${ride.rideId}-${ride.version}`,
    type: RIDE_CHANGED_TYPE,
    source: '/ride-service',
    subject: ride.rideId,
    time: ride.changedAt,
  });
