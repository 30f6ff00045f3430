export {
  type ConfigFault,
  type ConfigReading,
  type Environment,
  parseConfig,
  checkConfig,
} from './config/config';
export { PATIENCE, patienceMsFrom, readArguments, UsageError } from './config/command-line';
export {
  address,
  baseConfig,
  flag,
  hostAndPort,
  milliseconds,
  probability,
  realNumber,
  secret,
  wholeNumber,
} from './config/config-shapes';
export { callerName, type Identity, type Role, ROLES } from './context/identity';
export { contextHeaders, requestContext, runInContextOf } from './context/request-context';
export { type IncomingHeaders, type RequestContext } from './context/trace-context';
export { DatabaseModule } from './database/database.module';
export { type DatabaseOptions } from './database/database-options';
export { Database } from './database/database.service';
export { freshLook, LoginRefusedError } from './database/fresh-look';
export { restoreSchema } from './database/restore-schema';
export { runRestoreSchema } from './jobs/run-restore-schema';
export { withDatabase } from './database/with-database';
export { NeedsNoDatabase } from './http/needs-no-database.decorator';
export { queryFlag, queryInteger, queryNumber } from './http/query-shapes';
export {
  type Check,
  type CheckResult,
  HealthChecks,
  type HealthReport,
} from './health/health-checks.service';
export { UnauthorizedProblem } from './identity/identity.errors';
export { identity } from './identity/present-identity';
export { Public, Roles, type RouteAccess } from './identity/route-access.decorator';
export { privateKey } from './identity/token-keys';
export { type TokenRules, TokenVerifier } from './identity/token-verifier';
export { type ExistenceEventSource, observeExistence } from './metrics/existence-metrics';
export { type ConsumerEventSource, observeConsumers } from './metrics/consumer-metrics';
export { BatchOutcomes } from './metrics/batch-outcomes';
export { Metrics } from './metrics/metrics.service';
export { type BreakerEventSource } from './metrics/breaker-metrics';
export {
  type CallEventSource,
  type ClientEventSource,
  observeClientCalls,
  observeServedCalls,
} from './metrics/remote-call-metrics';
export {
  DatabaseNotReadyError,
  isDatabaseUnavailable,
  isDataError,
  isStatementCancelled,
  isRetryable,
} from './problems/database.errors';
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
export { type ProblemDetails } from './problems/problem-details';
export { invalidField, invalidInput, refuseFaults, toDomainError } from './problems/to-domain-error';
export { type GrpcServerOptions } from './run/grpc-server';
export { PROBLEM_CONTENT } from './openapi/describe-app';
export { ApiProblems, PROBLEM } from './openapi/api-problems.decorator';
export { problemSchema } from './openapi/problem.dto';
export { type OpenApiOptions } from './openapi/serve-openapi';
export { createZodDto } from './openapi/zod-dto';
export { runJob, type Say } from './jobs/run-job';
export { messageOf } from './logging/error-message';
export { runService } from './run/run-service';
export { serviceDocument } from './run/service-document';
export {
  type RunningService,
  type ServiceConfig,
  type ServiceOptions,
  startService,
} from './run/start-service';
export { ServiceKitModule } from './service-kit.module';
