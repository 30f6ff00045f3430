import type { KnownDriverAnswer } from '../approaches/hybrid.approach';
import { age } from '../current-ride/current-ride.dto';
import type { KnownDriver } from '../approaches/local-essentials.query';
import type { DriverAnswer } from './drivers.dto';

export function toDriver({ essentials: { position }, answer }: KnownDriverAnswer): DriverAnswer {
  return {
    driverId: answer.driverId,
    position: position ? toPosition(position) : null,
    available: position?.available ?? null,
    reserved: position?.reserved ?? false,
    free: position?.free ?? false,
    ride: answer.ride,
    details: answer.details,
    sources: {
      position: {
        from: 'local',
        sequence: position?.sequence ?? null,
        ageMs: position ? age(position.ageMs) : null,
      },
      ...answer.sources,
    },
  };
}

const toPosition = ({ lat, lng, recordedAtMs, accurate }: KnownDriver): DriverAnswer['position'] => ({
  lat,
  lng,
  recordedAt: new Date(recordedAtMs).toISOString(),
  accurate,
});
