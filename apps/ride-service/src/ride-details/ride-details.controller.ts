import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import {
  type BatchGetCurrentRidesRequest,
  type BatchGetCurrentRidesResponse,
  type BatchGetRidesRequest,
  type BatchGetRidesResponse,
  type HeldRideMessage,
  RIDE_DETAILS_SERVICE,
  type RideLookup,
  type RideLookupResult,
} from '@ride-hailing/contracts';
import { assertStillWanted } from '@ride-hailing/remote-calls';
import { isOnNow } from '../rides/ride-access';
import { checkDrivers, checkLookups } from './check-lookups';
import { CurrentRidesQuery } from './current-rides.query';
import { RideDetailsQuery } from './ride-details.query';
import { type DetailsRow, rideMessage } from './ride-message';

/** Details of rides, for services that keep only the essential fields or nothing of them. */
@Controller()
export class RideDetailsController {
  constructor(
    private readonly rides: RideDetailsQuery,
    private readonly currentRides: CurrentRidesQuery,
  ) {}

  @GrpcMethod(RIDE_DETAILS_SERVICE, 'batchGetRides')
  async batchGetRides(
    { lookups }: BatchGetRidesRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<BatchGetRidesRequest, BatchGetRidesResponse>,
  ): Promise<BatchGetRidesResponse> {
    checkLookups(lookups);
    assertStillWanted(call);
    const rows = await this.rides.byIds(lookups.map(({ rideId }) => rideId));
    const results = lookups.map((lookup) => ({
      rideId: lookup.rideId,
      outcome: lookupOutcome(lookup, rows.get(lookup.rideId.toLowerCase())),
    }));
    return { results };
  }

  @GrpcMethod(RIDE_DETAILS_SERVICE, 'batchGetCurrentRides')
  async batchGetCurrentRides(
    { driverIds, rideIds }: BatchGetCurrentRidesRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<BatchGetCurrentRidesRequest, BatchGetCurrentRidesResponse>,
  ): Promise<BatchGetCurrentRidesResponse> {
    checkDrivers(driverIds, rideIds);
    assertStillWanted(call);
    // Before the current rides, which are then as new as these versions. Without ride ids this reads nothing.
    const rows = await this.rides.byIds(rideIds);
    const found = await this.currentRides.of(driverIds);
    const results = found.map(({ driverId, ride, known }) => ({
      driverId,
      ride: ride && rideMessage(ride),
      known,
    }));
    return { results, held: rideIds.map((rideId) => heldRide(rideId, rows.get(rideId.toLowerCase()))) };
  }
}

const heldRide = (rideId: string, row: DetailsRow | undefined): HeldRideMessage => ({
  rideId,
  version: row?.version ?? 0,
  driverId: row?.driver_id ?? '',
});

/**
 * The driver is checked before anything else: other drivers, and the driver of a ride that has ended, do not even learn
 * its version.
 */
function lookupOutcome(lookup: RideLookup, row: DetailsRow | undefined): RideLookupResult['outcome'] {
  if (!row) return { $case: 'notFound', value: {} };
  if (!isOnNow(lookup.driverId, { driverId: row.driver_id, status: row.status }))
    return { $case: 'notYours', value: {} };
  if (row.version < lookup.minVersion) return { $case: 'behind', value: { version: row.version } };
  return { $case: 'found', value: rideMessage(row) };
}
