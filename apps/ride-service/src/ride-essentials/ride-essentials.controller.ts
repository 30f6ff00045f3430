import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import {
  type DigestRideEssentialsRequest,
  type DigestRideEssentialsResponse,
  type ListRideEssentialsRequest,
  type ListRideEssentialsResponse,
  MAX_RIDES_DIGESTED,
  MAX_RIDES_LISTED,
  RIDE_ESSENTIALS_SERVICE,
} from '@ride-hailing/contracts';
import { assertStillWanted } from '@ride-hailing/remote-calls';
import { idRange } from './id-range';
import { RideEssentialsQuery } from './ride-essentials.query';

/** Tells services that keep a copy what it should hold: essential fields, and nothing of the rider. */
@Controller()
export class RideEssentialsController {
  constructor(private readonly rides: RideEssentialsQuery) {}

  @GrpcMethod(RIDE_ESSENTIALS_SERVICE, 'listRideEssentials')
  async list(
    request: ListRideEssentialsRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<ListRideEssentialsRequest, ListRideEssentialsResponse>,
  ): Promise<ListRideEssentialsResponse> {
    const range = idRange(request, MAX_RIDES_LISTED);
    assertStillWanted(call);
    return this.rides.list(range);
  }

  @GrpcMethod(RIDE_ESSENTIALS_SERVICE, 'digestRideEssentials')
  async digest(
    request: DigestRideEssentialsRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<DigestRideEssentialsRequest, DigestRideEssentialsResponse>,
  ): Promise<DigestRideEssentialsResponse> {
    const range = idRange(request, MAX_RIDES_DIGESTED);
    assertStillWanted(call);
    return this.rides.digest(range);
  }
}
