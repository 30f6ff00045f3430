import type { DriverUpdate } from '@ride-hailing/contracts';
import type { Position } from './position.entity';

export const asPosition = ({
  driverId,
  sequence,
  recordedAt,
  position,
  available,
}: DriverUpdate): Position => ({
  driverId,
  sequence,
  recordedAt: new Date(recordedAt),
  heardAt: new Date(),
  ...position,
  available,
});
