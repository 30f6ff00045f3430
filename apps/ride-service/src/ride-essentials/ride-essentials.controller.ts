import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import {
  type DigestRideEssentialsRequest,
  type DigestRideEssentialsResponse,
  isUuid,
  type ListRideEssentialsRequest,
  type ListRideEssentialsResponse,
  MAX_RIDES_DIGESTED,
  MAX_RIDES_LISTED,
  RIDE_ESSENTIALS_SERVICE,
} from '@ride-hailing/contracts';
import { assertStillWanted } from '@ride-hailing/remote-calls';
import { InvalidInputProblem } from '@ride-hailing/service-kit';
import { RideEssentialsQuery } from './ride-essentials.query';

/** Ids below and above that of every ride. */
const FIRST = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The range, with an id at each end. @throws InvalidInputProblem */
function checkRange(request: ListRideEssentialsRequest, maxRides: number): ListRideEssentialsRequest {
  const { after, until, limit } = request;
  for (const [field, id] of Object.entries({ after, until })) {
    if (id === '' || isUuid(id)) continue;
    throw new InvalidInputProblem(`${field}: must be empty or the id of a ride`);
  }
  if (limit < 1 || limit > maxRides) {
    throw new InvalidInputProblem(`limit: must be 1 to ${maxRides}, not ${limit}`);
  }
  return { after: after || FIRST, until: until || LAST, limit };
}

/** What the copies of other services should contain: the essential fields of rides, and nothing of the rider. */
@Controller()
export class RideEssentialsController {
  constructor(private readonly rides: RideEssentialsQuery) {}

  @GrpcMethod(RIDE_ESSENTIALS_SERVICE, 'listRideEssentials')
  async list(
    request: ListRideEssentialsRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<ListRideEssentialsRequest, ListRideEssentialsResponse>,
  ): Promise<ListRideEssentialsResponse> {
    const range = checkRange(request, MAX_RIDES_LISTED);
    assertStillWanted(call);
    return this.rides.list(range);
  }

  @GrpcMethod(RIDE_ESSENTIALS_SERVICE, 'digestRideEssentials')
  async digest(
    request: DigestRideEssentialsRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<DigestRideEssentialsRequest, DigestRideEssentialsResponse>,
  ): Promise<DigestRideEssentialsResponse> {
    const range = checkRange(request, MAX_RIDES_DIGESTED);
    assertStillWanted(call);
    return this.rides.digest(range);
  }
}
