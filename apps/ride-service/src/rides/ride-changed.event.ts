import {
  cloudEventHeaders,
  RIDE_CHANGED_TYPE,
  RIDE_EVENT_SOURCE,
  type RideChanged,
  rideChangedSubject,
} from '@ride-hailing/contracts';
import { type OutboxEvent, type UnversionedEvent } from '@ride-hailing/outbox';
import { requestContext } from '@ride-hailing/service-kit';
import { uuidv7 } from 'uuidv7';
import { Ride } from './ride.entity';

const CHANGED_AT = `to_char(changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * Columns that a statement returns when it changes rides and enqueues their events at once: the id of the ride, and those
 * parts of the event that {@link rideChangedBy} leaves out.
 */
export const LATE_COLUMNS = `
  rides.id::text AS aggregate_id,
  jsonb_build_object('driverId', driver_id, 'version', version, 'changedAt', ${CHANGED_AT},
    'pickup', jsonb_build_object('lat', pickup_lat, 'lng', pickup_lng)) AS late_payload,
  jsonb_build_object('ce-time', ${CHANGED_AT}) AS late_headers`;

type Late = Pick<RideChanged, 'driverId' | 'version' | 'changedAt' | 'pickup'>;

/** The event of one version of a ride. It contains the essential fields, and nothing of the rider. */
export function rideChanged(ride: Ride): OutboxEvent {
  const changedAt = ride.changedAt.toISOString();
  const { driverId, version } = ride;
  const pickup = { lat: ride.pickupLat, lng: ride.pickupLng };
  const late: Late = { driverId, version, changedAt, pickup };
  const event = rideChangedBy(ride);
  const headers = { ...event.headers, 'ce-time': changedAt };
  return { ...event, version, payload: { ...event.payload, ...late }, headers };
}

/** The event that a statement enqueues, without what {@link LATE_COLUMNS} add. */
export function rideChangedBy({ id: rideId, status }: Pick<Ride, 'id' | 'status'>): UnversionedEvent {
  const id = uuidv7();
  const payload: Omit<RideChanged, keyof Late> = { rideId, status };
  const headers = cloudEventHeaders({
    id,
    type: RIDE_CHANGED_TYPE,
    source: RIDE_EVENT_SOURCE,
    subject: rideId,
    time: '',
    traceparent: requestContext()?.traceparent,
  });
  return {
    id,
    aggregateId: rideId,
    subject: rideChangedSubject(rideId),
    type: RIDE_CHANGED_TYPE,
    payload,
    headers,
  };
}
