import type { Point } from '@ride-hailing/contracts';
import { aDriverUpdate } from '@ride-hailing/testing';
import type { HeardUpdate } from '../src/driver-positions/newest-per-driver';

export interface PlacedDriver extends Point {
  readonly driverId: string;
  readonly sequence: number;
  readonly available: boolean;
}

/** As a batch has them: ordered by id, heard of at 0 of the broker's clock. */
export function heardUpdates(drivers: readonly PlacedDriver[]): HeardUpdate[] {
  return drivers
    .map(({ driverId, sequence, lat, lng, available }) => ({
      update: aDriverUpdate({ driverId, sequence, position: { lat, lng }, available }),
      heardAtMs: 0,
    }))
    .sort((a, b) => (a.update.driverId < b.update.driverId ? -1 : 1));
}
