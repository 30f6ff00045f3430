import { status } from '@grpc/grpc-js';
import {
  BatchGetCurrentRidesRequest,
  BatchGetRidesRequest,
  ConfirmAssignmentRequest,
  CoordinatorServiceService,
  ListRideEssentialsRequest,
  ParticipantServiceService,
  type RideLookup,
  RideDetailsServiceService,
  RideEssentialsServiceService,
  TryAssignmentRequest,
} from '@ride-hailing/contracts';
import fc from 'fast-check';
import { between, type Kind } from '../kinds';
import { type BadCall, badCallsOf, type CallOf, type GrpcDoor, PARTICIPANTS } from './grpc-doors';
import {
  INVALID_BOUNDS,
  INVALID_DEGREES,
  INVALID_IDS,
  INVALID_LIMITS,
  INVALID_UUIDS,
  OUT_OF_RANGE,
} from './wrong-fields';

const lookup = (given: Partial<RideLookup>): RideLookup => ({
  rideId: 'r-1',
  driverId: 'd-1',
  minVersion: 0,
  ...given,
});

const times = <Item>(count: number, item: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => item(at));

/** Well-formed messages with invalid fields, or about objects that do not exist. */
export function badCallFields(): readonly Kind<BadCall>[] {
  const ofRides = (title: string, names: string, messages: fc.Arbitrary<Uint8Array>, most?: number) =>
    badCallsOf(
      title,
      messages.map((message): CallOf => ({
        ...{ door: 'ride-service', message },
        path: RideDetailsServiceService.batchGetRides.path,
      })),
      { names, most },
    );
  /** A faulty lookup after valid ones. */
  const faulty = (lookups: fc.Arbitrary<Partial<RideLookup>>): fc.Arbitrary<Uint8Array> =>
    fc.tuple(lookups, between(0, 99)).map(([given, before]) =>
      BatchGetRidesRequest.encode({
        lookups: [...times(before, () => lookup({})), lookup(given)],
      }).finish(),
    );
  const tries = (
    title: string,
    names: string,
    requests: fc.Arbitrary<Partial<TryAssignmentRequest>>,
    doors = PARTICIPANTS,
  ) =>
    badCallsOf(
      title,
      fc
        .tuple(fc.constantFrom(...doors), fc.uuid(), fc.uuid(), requests)
        .map(([door, assignmentId, rideId, request]): CallOf => ({
          door,
          path: ParticipantServiceService.tryAssignment.path,
          message: TryAssignmentRequest.encode({
            ...{ assignmentId, rideId, driverId: 'd-1', near: undefined },
            ...request,
          }).finish(),
        })),
      { names },
    );
  const ranges = (title: string, names: string, requests: fc.Arbitrary<Partial<ListRideEssentialsRequest>>) =>
    badCallsOf(
      title,
      fc
        .tuple(
          fc.constantFrom(
            RideEssentialsServiceService.listRideEssentials.path,
            RideEssentialsServiceService.digestRideEssentials.path,
          ),
          requests,
        )
        .map(([path, request]): CallOf => ({
          ...{ door: 'ride-service', path },
          message: ListRideEssentialsRequest.encode({
            ...{ after: '', until: '', limit: 1 },
            ...request,
          }).finish(),
        })),
      { names },
    );
  const { confirmAssignment, cancelAssignment } = ParticipantServiceService;
  const ended: readonly { door: GrpcDoor; path: string }[] = [
    ...PARTICIPANTS.flatMap((door) =>
      [confirmAssignment, cancelAssignment].map(({ path }) => ({ door, path })),
    ),
    { door: 'gateway', path: CoordinatorServiceService.getAssignmentOutcome.path },
  ];
  const badIds = fc.oneof(
    fc
      .tuple(fc.constantFrom(...INVALID_IDS), between(0, 99))
      .map(([id, at]) => [...times(at, () => 'd-1'), id]),
    between(101, 900).map((count) => times(count, (at) => `d-${at}`)),
  );
  const drivers = fc.oneof(fc.constant<string[]>([]), badIds);
  return [
    ofRides('a number out of range', 'min_version', fc.constantFrom(...OUT_OF_RANGE)),
    ofRides('no lookups', 'lookups', fc.constant(new Uint8Array()), 20),
    ofRides(
      'too many lookups',
      'lookups',
      between(101, 2_000).map((count) =>
        BatchGetRidesRequest.encode({ lookups: times(count, () => lookup({})) }).finish(),
      ),
    ),
    ofRides(
      'a lookup with an invalid ride id',
      'ride_id',
      faulty(fc.constantFrom(...INVALID_IDS).map((rideId) => ({ rideId }))),
    ),
    ofRides(
      'a lookup with an invalid driver id',
      'driver_id',
      faulty(fc.constantFrom(...INVALID_IDS).map((driverId) => ({ driverId }))),
    ),
    ofRides(
      'a negative version',
      'min_version',
      faulty(between(-1_000_000, -1).map((minVersion) => ({ minVersion }))),
    ),
    badCallsOf(
      'invalid or too many driver ids',
      drivers.map((driverIds): CallOf => ({
        door: 'ride-service',
        path: RideDetailsServiceService.batchGetCurrentRides.path,
        message: BatchGetCurrentRidesRequest.encode({ driverIds, rideIds: [] }).finish(),
      })),
      { names: 'driver_ids' },
    ),
    badCallsOf(
      'invalid or too many ride ids beside the drivers',
      badIds.map((rideIds): CallOf => ({
        door: 'ride-service',
        path: RideDetailsServiceService.batchGetCurrentRides.path,
        message: BatchGetCurrentRidesRequest.encode({ driverIds: ['d-1'], rideIds }).finish(),
      })),
      { names: 'ride_ids' },
    ),
    ranges(
      'an invalid limit',
      'limit',
      fc.constantFrom(...INVALID_LIMITS).map((limit) => ({ limit })),
    ),
    ranges(
      'a range with an invalid start',
      'after',
      fc.constantFrom(...INVALID_BOUNDS).map((after) => ({ after })),
    ),
    ranges(
      'a range with an invalid end',
      'until',
      fc.constantFrom(...INVALID_BOUNDS).map((until) => ({ until })),
    ),
    tries(
      'a Try with an invalid assignment id',
      'assignment_id',
      fc.constantFrom(...INVALID_UUIDS).map((assignmentId) => ({ assignmentId })),
    ),
    tries(
      'a Try with an invalid ride id',
      'ride_id',
      fc.constantFrom(...INVALID_UUIDS).map((rideId) => ({ rideId })),
    ),
    tries(
      'a Try with an invalid driver id',
      'driver_id',
      fc.constantFrom(...INVALID_IDS.filter((id) => id !== '')).map((driverId) => ({ driverId })),
    ),
    tries('a Try without a driver and a place', 'near', fc.constant({ driverId: '' }), ['driver-service']),
    tries(
      'a Try without a driver, near an invalid place',
      'near',
      fc
        .tuple(fc.constantFrom(...INVALID_DEGREES), fc.boolean())
        .map(([no, isLat]) => ({ driverId: '', near: isLat ? { lat: no, lng: 127 } : { lat: 37, lng: no } })),
      ['driver-service'],
    ),
    badCallsOf(
      'an invalid assignment id',
      fc.tuple(fc.constantFrom(...ended), fc.constantFrom(...INVALID_UUIDS)).map(([at, assignmentId]) => ({
        ...at,
        message: ConfirmAssignmentRequest.encode({ assignmentId }).finish(),
      })),
      { names: 'assignment_id' },
    ),
    badCallsOf(
      'a Confirm without a Try',
      fc.tuple(fc.constantFrom(...PARTICIPANTS), fc.uuid()).map(([door, assignmentId]) => ({
        door,
        path: confirmAssignment.path,
        message: ConfirmAssignmentRequest.encode({ assignmentId }).finish(),
      })),
      { codes: [status.FAILED_PRECONDITION] },
    ),
  ];
}
