// What needs no gRPC to load, for the command line of libs/stack: gRPC takes a tenth of a second of each command.
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
export { ID_RULE, idSchema, InvalidIdError, isId, isUuid, uuidSchema } from './ids';
export { signToken, TOKEN_AUDIENCE, TOKEN_ROLES, type TokenClaims, type TokenRole } from './tokens';
