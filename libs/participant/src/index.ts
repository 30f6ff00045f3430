export { type AssignmentState, type Refusal, type TryAnswer, type WantedAssignment } from './assignment';
export { AssignmentRows, type Tried } from './assignment-rows.service';
export { checkTry, driverIdFaults } from './check-assignment';
export { CoordinatorClient } from './coordinator.client';
export { PARTICIPANT_SETTINGS, type ParticipantSettings } from './participant-settings';
export { ParticipantSweep } from './participant-sweep.service';
export { ParticipantController } from './participant.controller';
export { ParticipantModule, type ParticipantModuleOptions } from './participant.module';
export { Participant } from './participant.port';
