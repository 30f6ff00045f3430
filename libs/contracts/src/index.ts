export * from './without-grpc';
export { BROKER_NEEDS, type BrokerNeeds } from './broker-needs';
export { cloudEventHeaders } from './cloud-events';
export {
  type ConsumerDefinition,
  CONSUMERS,
  DRIVER_SERVICE_POSITIONS,
  DRIVER_SERVICE_RIDE_COPY,
  DRIVER_SERVICE_RIDE_REPLICA,
  RIDE_SERVICE_DOCUMENTS,
  RIDE_SERVICE_SHARED_CACHE,
  RIDE_SERVICE_SHARED_FILES,
} from './consumers';
export { type DriverUpdate, driverUpdateSchema, parseDriverUpdate, phoneClockFault } from './driver-update';
export {
  AssignmentOutcome,
  CancelAssignmentRequest,
  CancelAssignmentResponse,
  ConfirmAssignmentRequest,
  ConfirmAssignmentResponse,
  type CoordinatorServiceServer,
  CoordinatorServiceService,
  GetAssignmentOutcomeRequest,
  GetAssignmentOutcomeResponse,
  ParticipantServiceClient,
  type ParticipantServiceServer,
  ParticipantServiceService,
  Refused,
  RefusalReason,
  TryAssignmentRequest,
  TryAssignmentResponse,
} from './generated/assignment/v1/assignment';
export {
  BatchGetCurrentRidesRequest,
  BatchGetCurrentRidesResponse,
  BatchGetRidesRequest,
  BatchGetRidesResponse,
  CurrentRideResult,
  HeldRide as HeldRideMessage,
  Ride as RideMessage,
  RideDetailsServiceClient,
  type RideDetailsServiceServer,
  RideDetailsServiceService,
  RideLookup,
  RideLookupResult,
} from './generated/ride/v1/ride_details';
export {
  DigestRideEssentialsRequest,
  DigestRideEssentialsResponse,
  ListRideEssentialsRequest,
  ListRideEssentialsResponse,
  RideEssentialsServiceClient,
  type RideEssentialsServiceServer,
  RideEssentialsServiceService,
} from './generated/ride/v1/ride_essentials';
export {
  ASSIGNMENT_PACKAGE,
  COORDINATOR_SERVICE,
  coordinatorPackageDefinition,
  GRPC_CALLERS,
  MAX_LOOKUPS,
  MAX_RIDES_DIGESTED,
  MAX_RIDES_LISTED,
  PARTICIPANT_SERVICE,
  participantPackageDefinition,
  PROTO_FILES,
  RIDE_DETAILS_SERVICE,
  RIDE_ESSENTIALS_SERVICE,
  RIDE_PACKAGE,
  rideDetailsPackageDefinition,
  rideEssentialsPackageDefinition,
} from './grpc-services';
export { type Parsed } from './parse';
export { type FollowedPlace, PERSONAL_COPIES, PERSONAL_PLACES, type PersonalPlace } from './personal-copies';
export { distanceM, EARTH_RADIUS_M, FARTHEST_M, type Point, pointSchema } from './place';
export {
  parseRideChanged,
  RIDE_CHANGED_TYPE,
  RIDE_EVENT_SOURCE,
  type RideChanged,
  rideChangedSchema,
  rideFromEssentials,
  rideToEssentials,
} from './ride-changed';
export {
  type CurrentRideDocument,
  currentRideDocumentSchema,
  parseCurrentRideDocument,
  parseRideDocument,
  RIDE_DOCUMENT_TYPE,
  type RideDocument,
  rideDocumentSchema,
} from './ride-document';
export { type RideDigest, rideDigest } from './ride-digest';
export {
  ACTIVE_RIDE_STATUSES,
  ACTIVE_STATUSES_SQL,
  isActive,
  RIDE_STATUSES,
  RIDE_STATUSES_SQL,
  type RideStatus,
  rideStatusFromWire,
  rideStatusSchema,
  rideStatusToWire,
  TERMINAL_RIDE_STATUSES,
  TERMINAL_STATUSES_SQL,
} from './ride-status';
export {
  CURRENT_RIDE_FILES_BUCKET,
  CURRENT_RIDES_BUCKET,
  DEAD_LETTERS,
  DRIVER_UPDATES,
  DRIVER_UPDATES_DEAD_LETTERS,
  RIDE_DETAILS_BUCKET,
  RIDE_DOCUMENTS,
  RIDE_DOCUMENTS_DEAD_LETTERS,
  RIDE_EVENTS,
} from './stream-names';
export { DEAD_LETTER_STREAMS, type StreamDefinition, STREAMS } from './streams';
export {
  DRIVER_UPDATES_SUBJECTS,
  driverIdOfSubject,
  driverUpdateSubject,
  RIDES_CHANGED_SUBJECTS,
  rideChangedSubject,
  rideDocumentSubject,
  rideIdOfSubject,
} from './subjects';
export { parseVersionTag, type RideVersion, versionTag } from './version-tag';
