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
export { ID_RULE, idSchema, isId, isUuid, uuidSchema } from './ids';
export { signToken, TOKEN_AUDIENCE, TOKEN_ROLES, type TokenRole } from './tokens';
