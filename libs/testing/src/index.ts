export {
  API_DOCUMENTS,
  assertCommitted,
  committedDocument,
  documentEnvironment,
  documentText,
} from './api-documents';
export { askingParticipantContract } from './asking-participant.contract';
export { aDriverUpdate, aRideChanged, aRideRequest, aSequence } from './builders';
export { type Addition, ChangedBuild, type Edit, edited } from './changed-build';
export { CoordinatorStandIn } from './coordinator.stand-in';
export { catalogueLines, everyDeletion, notRestored } from './deletions';
export { eventually } from './eventually';
export { freePort } from './free-port';
export { type Anomaly } from './history/anomaly';
export { assignmentAnomalies, readAssignments } from './history/assignments';
export {
  answerAnomalies,
  type CommandCall,
  driverAnomalies,
  keyAnomalies,
  type OwnedRide,
  versionAnomalies,
} from './history/commands';
export { checkRead, statesShown, type Verdict } from './history/check-read';
export { copyAnomalies } from './history/copies';
export {
  changeKey,
  type CommittedChange,
  type DriverState,
  OWNER_LOG,
  statesByDriver,
} from './history/owner-log';
export { nowMs } from './history/now-ms';
export { type Read, type Shown, shownBy } from './history/read';
export {
  type OwnWrite,
  type Session,
  type SessionRead,
  type Violation,
  violationsOf,
} from './history/sessions';
export {
  detailsAnomalies,
  type DriverRead,
  impossibleAnomalies,
  ownerReadAnomalies,
  positionAnomalies,
  type RideRead,
  sessionAnomalies,
} from './history/reads';
export { type HistoryEntry, streamAnomalies } from './history/stream';
export { MeasuringCommand } from './measuring-command';
export { ParticipantClient, type TryResult } from './participant.client';
export { type StartParticipant } from './participant-at-hand';
export { participantContract } from './participant.contract';
export { Program, type ProgramOptions, type Served, serveOrders } from './program';
export { samplesOf, sumOf } from './prometheus-text';
export { seededRandom, shuffled } from './random';
export { rawHeaders, type RawMessage, sendRaw } from './raw-messages';
export { ShiftedClocks } from './shifted-clocks';
export { statementsOf } from './statements-of';
export { itStopsAtCtrlC } from './stopped-command.contract';
export { TestTokens } from './test-tokens';
export { type SqlClient, type SqlStatement, TimedStatements } from './timed-statements';
export { type ReceivedSpan, TraceCollector } from './trace-collector';
