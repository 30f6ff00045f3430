import { cloudEventHeaders, RIDE_DOCUMENT_TYPE, type RideDocument } from '@ride-hailing/contracts';

/** A valid document of an active ride; every field may be set. */
export const aRideDocument = (given: Partial<RideDocument> = {}): RideDocument => ({
  rideId: 'ride-1',
  version: 2,
  status: 'ASSIGNED',
  driverId: 'd-1',
  riderId: 'r-1',
  riderName: 'A. Rider',
  riderPhone: '+82-2-000-0000',
  pickup: { lat: 37.5547, lng: 126.9707, address: 'Seoul Station' },
  dropoff: { lat: 37.5113, lng: 127.0981, address: 'Jamsil' },
  stops: [{ lat: 37.53, lng: 127.01, address: 'Ichon' }],
  fare: { amountMinor: 18_400, currency: 'KRW' },
  notes: '',
  changedAt: '2026-11-22T09:30:00.000Z',
  ...given,
});

export const rideDocumentHeaders = (ride: RideDocument): Record<string, string> =>
  cloudEventHeaders({
    id: `${ride.rideId}:${ride.version}`,
    type: RIDE_DOCUMENT_TYPE,
    source: '/ride-service',
    subject: ride.rideId,
    time: ride.changedAt,
  });
