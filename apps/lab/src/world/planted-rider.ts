import { aRideRequest } from '@ride-hailing/testing';

/** What every rider of the lab is called, lives at and says: found again wherever somebody has copied it. */
const PLANTED = {
  riderId: 'r-lab-zq7x',
  riderName: 'Zephyrine Quillfeather',
  riderPhone: '+82-70-5550-9173',
  pickupAddress: '41 Plover Lane',
  dropoffAddress: '88 Curlew Steps',
  notes: 'Blue umbrella, two otters',
} as const;

/** @param more notes behind the rider's own: how large the record is */
export const plantedRideRequest = (more = ''): Record<string, unknown> =>
  aRideRequest({
    riderId: PLANTED.riderId,
    rider: { name: PLANTED.riderName, phone: PLANTED.riderPhone },
    pickup: { lat: 37.5547, lng: 126.9707, address: PLANTED.pickupAddress },
    dropoff: { lat: 37.5113, lng: 127.0981, address: PLANTED.dropoffAddress },
    notes: `${PLANTED.notes}${more}`,
  });
