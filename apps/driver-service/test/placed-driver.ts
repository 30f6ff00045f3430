import type { Point } from '@ride-hailing/contracts';
import { aDriverUpdate } from '@ride-hailing/testing';
import type { HeardUpdate } from '../src/driver-positions/newest-per-driver';

export interface PlacedDriver extends Point {
  readonly driverId: string;
  readonly sequence: number;
  readonly available: boolean;
}

/** A batch of updates, ordered by driver id, that the broker stored at its time 0. */
export function heardUpdates(drivers: readonly PlacedDriver[]): HeardUpdate[] {
  return drivers
    .map(({ driverId, sequence, lat, lng, available }) => ({
      update: aDriverUpdate({ driverId, sequence, position: { lat, lng }, available }),
      heardAtMs: 0,
    }))
    .sort((a, b) => (a.update.driverId < b.update.driverId ? -1 : 1));
}
