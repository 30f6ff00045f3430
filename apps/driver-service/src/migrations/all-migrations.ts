import { CreateLocalTables1795300000000 } from './1795300000000-create-local-tables.migration';
import { CreateReservations1795400000000 } from './1795400000000-create-reservations.migration';
import { CreateRideReplica1795500000000 } from './1795500000000-create-ride-replica.migration';

export const MIGRATIONS = [
  CreateLocalTables1795300000000,
  CreateReservations1795400000000,
  CreateRideReplica1795500000000,
];
