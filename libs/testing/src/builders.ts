import type { DriverUpdate, RideChanged } from '@ride-hailing/contracts';

/** The first sequence of the phones of this process: the clock of a minute ago. */
const PHONES_START_MS = Date.now() - 60_000;

/** The sequence of a phone's n-th update, from 1. */
export const aSequence = (n = 1): number => PHONES_START_MS + n;

/** A valid driver update near Seoul's city hall, the phone's first; every field may be set. */
export const aDriverUpdate = (given: Partial<DriverUpdate> = {}): DriverUpdate => ({
  driverId: 'd-1',
  sequence: aSequence(),
  recordedAt: PHONES_START_MS,
  position: { lat: 37.5665, lng: 126.978 },
  available: true,
  ...given,
});

/** A valid ride event of a ride that was just requested; every field may be set. */
export const aRideChanged = (given: Partial<RideChanged> = {}): RideChanged => ({
  rideId: 'ride-1',
  driverId: null,
  status: 'REQUESTED',
  pickup: { lat: 37.5547, lng: 126.9707 },
  version: 1,
  changedAt: '2026-11-22T09:30:00.000Z',
  ...given,
});

/** A valid body of `POST /rides`; every field may be set. */
export const aRideRequest = (given: Record<string, unknown> = {}): Record<string, unknown> => ({
  riderId: 'r-1',
  rider: { name: 'A. Rider', phone: '+82-2-000-0000' },
  pickup: { lat: 37.5547, lng: 126.9707, address: 'Seoul Station' },
  dropoff: { lat: 37.5113, lng: 127.0981, address: 'Jamsil' },
  stops: [],
  fare: { amountMinor: 18_400, currency: 'KRW' },
  notes: '',
  ...given,
});
