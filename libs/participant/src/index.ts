export { type AssignmentState, type Refusal, type TryAnswer, type WantedAssignment } from './assignment';
export { AssignmentRows, TURN } from './assignment-rows.service';
export { checkTry, driverIdFaults } from './check-assignment';
export { CoordinatorClient } from './coordinator.client';
export {
  PARTICIPANT_SETTINGS,
  type ParticipantSettings,
  type ParticipantVariables,
  participantVariables,
} from './participant-settings';
export { ParticipantSweep } from './participant-sweep.service';
export { ParticipantModule } from './participant.module';
export { Participant } from './participant.port';
