export { type Environment, parseConfig, checkConfig } from './config/config';
export { PATIENCE, patienceMsFrom, readArguments, UsageError } from './config/command-line';
export {
  address,
  baseConfig,
  flag,
  hostAndPort,
  httpInstances,
  milliseconds,
  probability,
  realNumber,
  secret,
  wholeNumber,
} from './config/config-shapes';
export { callerName, type Identity, type Role, ROLES } from './context/identity';
export { contextHeaders, identity, requestContext, runInContextOf } from './context/request-context';
export { DatabaseModule } from './database/database.module';
export { type DatabaseOptions } from './database/database-options';
export { Database } from './database/database.service';
export { freshLook } from './database/fresh-look';
export { restoreSchema } from './database/restore-schema';
export { withDatabase } from './database/with-database';
export { NeedsNoDatabase } from './http/needs-no-database.decorator';
export { queryInteger, queryNumber } from './http/query-shapes';
export {
  type Check,
  type CheckResult,
  HealthChecks,
  type HealthReport,
} from './health/health-checks.service';
export { hasNotConnected, Instances, namesOfError } from './instances/instances';
export { Public, Roles, type RouteAccess } from './identity/route-access.decorator';
export { privateKey } from './identity/token-keys';
export { type Identified, type TokenRules, TokenVerifier } from './identity/token-verifier';
export { observeExistence } from './metrics/existence-metrics';
export { observeConsumers } from './metrics/consumer-metrics';
export { BatchOutcomes } from './metrics/batch-outcomes';
export { Metrics } from './metrics/metrics.service';
export { observeClientCalls, observeServedCalls } from './metrics/remote-call-metrics';
export { isDatabaseUnavailable, isDataError, isStatementCancelled } from './problems/database.errors';
export {
  ConflictProblem,
  DomainError,
  type FieldFault,
  ForbiddenProblem,
  InvalidInputProblem,
  NotFoundProblem,
  PreconditionFailedProblem,
  TooManyRequestsProblem,
  UnavailableProblem,
} from './problems/domain.errors';
export { parseIdempotencyKey } from './problems/idempotency-key';
export { invalidField, invalidInput, refuseFaults, toDomainError } from './problems/to-domain-error';
export { ApiProblems, PROBLEM, PROBLEM_CONTENT, problemSchema } from './openapi/api-problems.decorator';
export { createZodDto } from './openapi/zod-dto';
export { messageOf } from './logging/error-serializer';
export { runJob, type Say } from './run/run-job';
export { runRestoreSchema } from './run/run-restore-schema';
export { runService } from './run/run-service';
export { serviceDocument } from './run/service-document';
export {
  type RunningService,
  type ServiceConfig,
  type ServiceOptions,
  startService,
} from './run/start-service';
export { ServiceKitModule } from './service-kit.module';
