// Exports that load without gRPC, for the command line of libs/stack: loading gRPC costs a tenth of a second per
// command.
export {
  type Approach,
  APPROACH_TABLE,
  APPROACHES,
  approachesIn,
  approachesSchema,
  approachFacts,
  WHOLE_RIDE_ORIGINS,
  type WholeRideOrigin,
} from './approaches';
export {
  type Fault,
  FAULT_SECONDS,
  type FaultOrder,
  faultOrderSchema,
  faultSchema,
  LINK_EFFECTS,
  type LogLines,
  logLinesSchema,
  PROCESS_ACTIONS,
  PROCESS_STATES,
  type ProcessAction,
  type ProcessState,
  type Simulation,
  simulationSchema,
  type System,
  type SystemProcess,
  systemSchema,
} from './control-api';
export { ID_RULE, idSchema, isId, isUuid, uuidSchema } from './ids';
export { signToken, TOKEN_AUDIENCE, TOKEN_ROLES, type TokenRole } from './tokens';
export {
  type Language,
  LANGUAGES,
  type StepOutcome,
  stepOutcomeSchema,
  type Tour,
  TOUR_VIEWS,
  type TourRun,
  tourRunSchema,
  tourSchema,
  type TourStep,
  type TourTitles,
  tourTitlesSchema,
  type TourView,
} from './tours-api';
