import {
  cloudEventHeaders,
  RIDE_CHANGED_TYPE,
  RIDE_EVENT_SOURCE,
  type RideChanged,
  rideChangedSubject,
} from '@ride-hailing/contracts';
import { type OutboxEvent } from '@ride-hailing/outbox';
import { requestContext } from '@ride-hailing/service-kit';
import { uuidv7 } from 'uuidv7';
import { Ride } from './ride.entity';

/** The event of one version of a ride. It contains the essential fields, and nothing of the rider. */
export function rideChanged(ride: Ride): OutboxEvent {
  const id = uuidv7();
  const changedAt = ride.changedAt.toISOString();
  const payload: RideChanged = {
    rideId: ride.id,
    driverId: ride.driverId,
    status: ride.status,
    pickup: { lat: ride.pickupLat, lng: ride.pickupLng },
    version: ride.version,
    changedAt,
  };
  const headers = cloudEventHeaders({
    id,
    type: RIDE_CHANGED_TYPE,
    source: RIDE_EVENT_SOURCE,
    subject: ride.id,
    time: changedAt,
    traceparent: requestContext()?.traceparent,
  });
  return {
    id,
    aggregateId: ride.id,
    version: ride.version,
    subject: rideChangedSubject(ride.id),
    type: RIDE_CHANGED_TYPE,
    payload,
    headers,
  };
}
