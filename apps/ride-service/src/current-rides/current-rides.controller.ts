import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import {
  type BatchGetCurrentRidesRequest,
  type BatchGetCurrentRidesResponse,
  RIDE_DETAILS_SERVICE,
} from '@ride-hailing/contracts';
import { assertStillWanted } from '@ride-hailing/remote-calls';
import { checkDrivers } from '../ride-details/check-lookups';
import { rideMessage } from '../ride-details/ride-message';
import { CurrentRidesQuery } from './current-rides.query';

/** Tells services that keep nothing of rides which ones drivers are on. */
@Controller()
export class CurrentRidesController {
  constructor(private readonly rides: CurrentRidesQuery) {}

  @GrpcMethod(RIDE_DETAILS_SERVICE, 'batchGetCurrentRides')
  async batchGetCurrentRides(
    { driverIds }: BatchGetCurrentRidesRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<BatchGetCurrentRidesRequest, BatchGetCurrentRidesResponse>,
  ): Promise<BatchGetCurrentRidesResponse> {
    checkDrivers(driverIds);
    assertStillWanted(call);
    const found = await this.rides.of(driverIds);
    const results = found.map(({ driverId, ride, known }) => ({
      driverId,
      ride: ride && rideMessage(ride),
      known,
    }));
    return { results };
  }
}
