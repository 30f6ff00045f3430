export {
  API_DOCUMENTS,
  assertCommitted,
  committedDocument,
  documentEnvironment,
  documentText,
} from './api-documents';
export { askingParticipantContract } from './asking-participant.contract';
export { aDriverUpdate, aRideChanged, aRideRequest, aSequence } from './builders';
export { CoordinatorStandIn } from './coordinator.stand-in';
export { catalogueLines, everyDeletion, notRestored } from './deletions';
export { eventually } from './eventually';
export { freePort } from './free-port';
export { anomalies, type HistoryEntry } from './history-checker';
export { MeasuringCommand } from './measuring-command';
export { ParticipantClient, type TryResult } from './participant.client';
export { type StartParticipant } from './participant-at-hand';
export { participantContract } from './participant.contract';
export { Program, type ProgramOptions, type Served, serveOrders } from './program';
export { samplesOf, sumOf } from './prometheus-text';
export { seededRandom, shuffled } from './random';
export { rawHeaders, type RawMessage, sendRaw } from './raw-messages';
export { TestTokens } from './test-tokens';
export { type SqlClient, type SqlStatement, TimedStatements } from './timed-statements';
export { type ReceivedSpan, TraceCollector } from './trace-collector';
