import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import {
  type BatchGetRidesRequest,
  type BatchGetRidesResponse,
  RIDE_DETAILS_SERVICE,
} from '@ride-hailing/contracts';
import { assertStillWanted } from '@ride-hailing/remote-calls';
import { checkLookups } from './check-lookups';
import { lookupOutcome } from './lookup-outcome';
import { RideDetailsQuery } from './ride-details.query';

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
