import { CreateRides1795300000000 } from './1795300000000-create-rides.migration';
import { IndexRidesByRider1795300100000 } from './1795300100000-index-rides-by-rider.migration';
import { CreateRideHolds1795400000000 } from './1795400000000-create-ride-holds.migration';
import { PublishCurrentRides1795500000000 } from './1795500000000-publish-current-rides.migration';
import { KeysOfCallers1795600000000 } from './1795600000000-keys-of-callers.migration';
import { CreateErasures1795700000000 } from './1795700000000-create-erasures.migration';

export const MIGRATIONS = [
  CreateRides1795300000000,
  IndexRidesByRider1795300100000,
  CreateRideHolds1795400000000,
  PublishCurrentRides1795500000000,
  KeysOfCallers1795600000000,
  CreateErasures1795700000000,
];
