import { CoordinatorServiceService, ParticipantServiceService } from './generated/assignment/v1/assignment';

export const ASSIGNMENT_PACKAGE = 'assignment.v1';
export const PARTICIPANT_SERVICE = 'ParticipantService';
export const COORDINATOR_SERVICE = 'CoordinatorService';

/** What a gRPC server needs to take part in assignments, with the generated encoders and decoders. */
export const participantPackageDefinition = {
  [`${ASSIGNMENT_PACKAGE}.${PARTICIPANT_SERVICE}`]: ParticipantServiceService,
};

/** What the coordinator's gRPC server needs to tell participants what became of an assignment. */
export const coordinatorPackageDefinition = {
  [`${ASSIGNMENT_PACKAGE}.${COORDINATOR_SERVICE}`]: CoordinatorServiceService,
};
