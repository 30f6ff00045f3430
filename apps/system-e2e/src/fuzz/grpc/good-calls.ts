import {
  BatchGetCurrentRidesRequest,
  BatchGetRidesRequest,
  CancelAssignmentRequest,
  CoordinatorServiceService,
  DigestRideEssentialsRequest,
  GetAssignmentOutcomeRequest,
  ListRideEssentialsRequest,
  ParticipantServiceService,
  RideDetailsServiceService,
  RideEssentialsServiceService,
  TryAssignmentRequest,
} from '@ride-hailing/contracts';
import fc from 'fast-check';
import type { OutgoingHttpHeaders } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { between, type Kind, word } from '../kinds';
import { type GoodCall, type GrpcDoor, PARTICIPANTS } from './grpc-doors';
import { framed } from './grpc-wire';

/** A field of a later version of the contract, which servers must ignore. */
const UNKNOWN_FIELD = Buffer.from('fa0603616263', 'hex');

const HEADERS: readonly OutgoingHttpHeaders[] = [
  {},
  { 'grpc-timeout': '5S' },
  { 'grpc-timeout': '99999999m' },
  { 'x-request-id': 'not an id at all', traceparent: 'ff' },
  { 'trace-bin': 'AAEC/w==' },
  { 'user-agent': '' },
  { 'grpc-accept-encoding': 'gzip, br, identity' },
  { 'content-type': 'application/grpc+proto' },
];

/** Calls that must be answered with OK, some of them compressed or with unknown fields. */
export function goodCalls(
  rideIds: readonly string[],
  driverIds: readonly string[],
): readonly Kind<GoodCall>[] {
  const ride = fc.constantFrom(...rideIds);
  const driver = fc.constantFrom(...driverIds);
  const call = (
    title: string,
    doors: readonly GrpcDoor[],
    path: string,
    messages: fc.Arbitrary<Uint8Array>,
  ): Kind<GoodCall> => ({
    title,
    inputs: fc
      .tuple(fc.constantFrom(...doors), messages, fc.constantFrom(...HEADERS), between(0, 2))
      .map(([door, message, headers, variant]) => {
        const whole = Buffer.concat([message, variant === 1 ? UNKNOWN_FIELD : Buffer.alloc(0)]);
        return variant === 2
          ? {
              door,
              call: {
                path,
                frames: framed(gzipSync(whole), { flag: 1 }),
                headers: { ...headers, 'grpc-encoding': 'gzip' },
              },
            }
          : { door, call: { path, frames: framed(whole), headers } };
      }),
  });
  const lookups = fc.array(
    fc.record({ rideId: ride, driverId: fc.oneof(driver, word()), minVersion: between(0, 2_000_000_000) }),
    { minLength: 1, maxLength: 100 },
  );
  const range = fc.record({
    after: fc.oneof(fc.constant(''), ride),
    until: fc.oneof(fc.constant(''), ride),
    limit: between(1, 1_000),
  });
  return [
    call(
      'details of rides',
      ['ride-service'],
      RideDetailsServiceService.batchGetRides.path,
      lookups.map((all) => BatchGetRidesRequest.encode({ lookups: all }).finish()),
    ),
    call(
      'current rides',
      ['ride-service'],
      RideDetailsServiceService.batchGetCurrentRides.path,
      fc
        .record({
          driverIds: fc.array(driver, { minLength: 1, maxLength: 100 }),
          rideIds: fc.array(ride, { maxLength: 100 }),
        })
        .map((wanted) => BatchGetCurrentRidesRequest.encode(wanted).finish()),
    ),
    call(
      'a page of rides',
      ['ride-service'],
      RideEssentialsServiceService.listRideEssentials.path,
      range.map((one) => ListRideEssentialsRequest.encode(one).finish()),
    ),
    call(
      'a digest of rides',
      ['ride-service'],
      RideEssentialsServiceService.digestRideEssentials.path,
      range.map((one) => DigestRideEssentialsRequest.encode(one).finish()),
    ),
    call(
      'an outcome',
      ['gateway'],
      CoordinatorServiceService.getAssignmentOutcome.path,
      fc.uuid().map((assignmentId) => GetAssignmentOutcomeRequest.encode({ assignmentId }).finish()),
    ),
    call(
      'a Try that is refused',
      PARTICIPANTS,
      ParticipantServiceService.tryAssignment.path,
      fc.tuple(fc.uuid(), fc.uuid(), word()).map(([assignmentId, rideId, name]) =>
        TryAssignmentRequest.encode({
          assignmentId,
          rideId,
          driverId: `x${name}`,
          near: undefined,
        }).finish(),
      ),
    ),
    call(
      'a Cancel without a Try',
      PARTICIPANTS,
      ParticipantServiceService.cancelAssignment.path,
      fc.uuid().map((assignmentId) => CancelAssignmentRequest.encode({ assignmentId }).finish()),
    ),
  ];
}
