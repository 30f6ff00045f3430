import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import {
  type BatchGetRidesRequest,
  type BatchGetRidesResponse,
  RIDE_DETAILS_SERVICE,
  type RideLookup,
  type RideLookupResult,
} from '@ride-hailing/contracts';
import { assertStillWanted } from '@ride-hailing/remote-calls';
import { isOnNow } from '../rides/ride-access';
import { checkLookups } from './check-lookups';
import { RideDetailsQuery } from './ride-details.query';
import { type DetailsRow, rideMessage } from './ride-message';

/** Tells other services the rest of what they do not keep. */
@Controller()
export class RideDetailsController {
  constructor(private readonly rides: RideDetailsQuery) {}

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
}

/**
 * Whose ride it is now comes before everything else about it: to others, and to the driver of a ride that has ended, not
 * even its version is told.
 */
function lookupOutcome(lookup: RideLookup, row: DetailsRow | undefined): RideLookupResult['outcome'] {
  if (!row) return { $case: 'notFound', value: {} };
  if (!isOnNow(lookup.driverId, { driverId: row.driver_id, status: row.status }))
    return { $case: 'notYours', value: {} };
  if (row.version < lookup.minVersion) return { $case: 'behind', value: { version: row.version } };
  return { $case: 'found', value: rideMessage(row) };
}
