import { status } from '@grpc/grpc-js';
import {
  BatchGetCurrentRidesRequest,
  BatchGetRidesRequest,
  CancelAssignmentRequest,
  CoordinatorServiceService,
  GetAssignmentOutcomeRequest,
  ListRideEssentialsRequest,
  ParticipantServiceService,
  RideDetailsServiceService,
  RideEssentialsServiceService,
} from '@ride-hailing/contracts';
import fc from 'fast-check';
import { type Kind, word } from '../kinds';
import { framed, type GrpcCall } from './grpc-wire';

export type GrpcDoor = 'ride-service' | 'driver-service' | 'gateway';

export interface GoodCall {
  readonly door: GrpcDoor;
  readonly call: GrpcCall;
}

/** A call that must be refused. */
export interface BadCall extends GoodCall {
  readonly codes: readonly status[];
  /** An HTTP status that is an equally clear refusal. */
  readonly httpStatus?: number;
  /** The field that the status message must name. */
  readonly names?: string;
}

export const PARTICIPANTS: readonly GrpcDoor[] = ['ride-service', 'driver-service'];

const SOME_ID = '01900000-0000-7000-8000-000000000000';

export interface Method {
  readonly door: GrpcDoor;
  readonly path: string;
  /** A well-formed request message. */
  readonly message: Uint8Array;
}

/** Methods of every gRPC service. Their messages cannot be decoded after a cut at any place. */
export const METHODS: readonly Method[] = [
  {
    door: 'ride-service',
    path: RideDetailsServiceService.batchGetRides.path,
    message: BatchGetRidesRequest.encode({
      lookups: [{ rideId: 'r-1', driverId: 'd-1', minVersion: 1 }],
    }).finish(),
  },
  {
    door: 'ride-service',
    path: RideDetailsServiceService.batchGetCurrentRides.path,
    message: BatchGetCurrentRidesRequest.encode({ driverIds: ['d-1'], rideIds: [] }).finish(),
  },
  ...[RideEssentialsServiceService.listRideEssentials, RideEssentialsServiceService.digestRideEssentials].map(
    ({ path }) => ({
      door: 'ride-service' as const,
      path,
      message: ListRideEssentialsRequest.encode({ after: '', until: '', limit: 1 }).finish(),
    }),
  ),
  {
    door: 'gateway',
    path: CoordinatorServiceService.getAssignmentOutcome.path,
    message: GetAssignmentOutcomeRequest.encode({ assignmentId: SOME_ID }).finish(),
  },
  ...PARTICIPANTS.map((door) => ({
    door,
    path: ParticipantServiceService.cancelAssignment.path,
    message: CancelAssignmentRequest.encode({ assignmentId: SOME_ID }).finish(),
  })),
];

export interface CallOf {
  readonly door: GrpcDoor;
  readonly path: string;
  readonly message: Uint8Array;
}

/** Bad calls, each with a request id that identifies it. */
export const badCallsOf = (
  title: string,
  calls: fc.Arbitrary<CallOf>,
  {
    names,
    codes = [status.INVALID_ARGUMENT],
    most,
  }: { names?: string; codes?: readonly status[]; most?: number } = {},
): Kind<BadCall> => ({
  title,
  inputs: fc.tuple(calls, word()).map(([{ door, path, message }, id]) => ({
    ...{ door, codes, names },
    call: { path, frames: framed(message), headers: { 'x-request-id': id } },
  })),
  most,
});
