export { readOptions } from './system/cli/read-options';
export { StopSignals } from './system/cli/stop-signals';
export { type Access } from './servers/access';
export {
  certificatesOf,
  issueInto,
  type Identity,
  keepCertificates,
  rotateCertificates,
} from './servers/certificates/certificates';
export { issueAuthority, type Issued } from './servers/certificates/issue';
export { rotateServers } from './servers/rotate-servers';
export { provision } from './servers/provision';
export { developmentToken, makeTokenKeys, type TokenOptions } from './system/checkout/token-keys';
export { type Infrastructure, startInfrastructure } from './servers/start-infrastructure';
export { type NatsServers, startNats } from './servers/start-nats';
export { type RunningPair, startPostgresPair } from './servers/start-postgres-pair';
export {
  type IntegrationInfrastructure,
  integrationInfrastructure,
  type SpecDatabase,
} from './servers/integration-infrastructure';
export { PORT_OFFSETS, type PortBlock, reservePortBlock } from './servers/port-block';
export { ManagedProcess } from './servers/processes/managed-process';
export { Watchdog } from './servers/processes/watchdog';
export { FaultProxy, type Target } from './servers/proxies/fault-proxy';
export { type Faults } from './servers/proxies/faults';
export { type CheckingTool, findCheckingTool } from './servers/programs/checking-tool';
export { findRedisServer, type RedisBinary } from './servers/redis/find-redis-server';
export { redisServer } from './servers/redis/redis-server';
export { backUpPostgres } from './servers/postgres/copy-primary';
export { findS3Server, type S3Program } from './servers/s3/find-s3-server';
export { s3Server } from './servers/s3/s3-server';
export { type Link } from './system/link';
export { StackError } from './stack.errors';
export { ControlClient } from './system/control/control-client';
export { SERVICE_NAMES, SERVICES } from './system/services';
export { type Stack, type StackOptions } from './system/stack';
export { type ProxyRequest } from './system/stack-proxies';
export { startStack } from './system/start-stack';
export { startMark } from './servers/processes/process-table';
export { until } from './servers/processes/until';
export { NODE_ARGUMENTS, NODE_VARIABLES } from './system/service-process';
export { Terminal } from './walkthroughs/terminal';
export { onPorts, readWalkthrough } from './walkthroughs/walkthrough';
export { WalkthroughRun } from './walkthroughs/walkthrough-run';
export { workspaceRoot } from './workspace-root';
