import { seededRandom } from '@ride-hailing/testing';
import { FIRST_SEQUENCE } from '../../load/first-sequence';

export interface Place {
  readonly lat: number;
  readonly lng: number;
}

export interface Phone {
  readonly driverId: string;
  lat: number;
  lng: number;
  available: boolean;
  sequence: number;
}

/** 27 km by 32 km, whatever the number of drivers: more of them means closer together. */
const CITY = { lat: 37.45, lng: 126.8, high: 0.24, wide: 0.36 };
const AVAILABLE = 0.6;
const METRES_A_MOVE = 40;
const METRES_A_DEGREE = { lat: 111_195, lng: 88_000 };
const CHANGES_AVAILABILITY = 0.01;

const somewhere = (random: () => number): Place => ({
  lat: CITY.lat + random() * CITY.high,
  lng: CITY.lng + random() * CITY.wide,
});

/** The same for the same seed, in every process. */
export function phonesOf(drivers: number, seed: number): Phone[] {
  const random = seededRandom(seed);
  return Array.from({ length: drivers }, (_, index) => ({
    driverId: `d-${index}`,
    ...somewhere(random),
    available: random() < AVAILABLE,
    sequence: FIRST_SEQUENCE,
  }));
}

export function placesOf(count: number, seed: number): Place[] {
  const random = seededRandom(seed + 0x9e37);
  return Array.from({ length: count }, () => somewhere(random));
}

/** Drives on a little, in any direction, and now and then begins or ends its shift. */
export function move(phone: Phone, random: () => number): Phone {
  const direction = random() * 2 * Math.PI;
  phone.lat += (Math.cos(direction) * METRES_A_MOVE) / METRES_A_DEGREE.lat;
  phone.lng += (Math.sin(direction) * METRES_A_MOVE) / METRES_A_DEGREE.lng;
  phone.sequence += 1;
  if (random() < CHANGES_AVAILABILITY) phone.available = !phone.available;
  return phone;
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Grows with the great-circle distance: enough to say who is nearer. */
function farness(a: Place, b: Place): number {
  const halfLat = Math.sin(radians(b.lat - a.lat) / 2);
  const halfLng = Math.sin(radians(b.lng - a.lng) / 2);
  return halfLat ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * halfLng ** 2;
}

export interface FreeDriver extends Place {
  readonly driverId: string;
}

/** By looking at every one of them. */
export const nearestByHand = (free: readonly FreeDriver[], place: Place, limit: number): string[] =>
  free
    .map((driver) => ({ driverId: driver.driverId, far: farness(place, driver) }))
    .sort((a, b) => a.far - b.far || (a.driverId < b.driverId ? -1 : 1))
    .slice(0, limit)
    .map(({ driverId }) => driverId);
