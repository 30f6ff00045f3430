export { StopSignals } from './cli/stop-signals';
export { type Access, type Credentials } from './infrastructure/access';
export { provision } from './infrastructure/provision';
export { type DatabaseService, type NatsUser } from './infrastructure/secrets';
export { type TokenOptions, type TokenRole } from './infrastructure/token-keys';
export {
  type Infrastructure,
  type InfrastructureOptions,
  startInfrastructure,
} from './infrastructure/start-infrastructure';
export {
  type IntegrationInfrastructure,
  integrationInfrastructure,
  type SpecDatabase,
} from './jest/integration-infrastructure';
export { PORT_OFFSETS, type PortBlock, reservePortBlock } from './ports/port-block';
export { ManagedProcess, type ProcessEnd, type ProcessSpec } from './processes/managed-process';
export { Watchdog } from './processes/watchdog';
export { FaultProxy, type Target } from './proxies/fault-proxy';
export { type Faults } from './proxies/faults';
export { findRedisServer, type RedisBinary } from './redis/find-redis-server';
export { redisServer } from './redis/redis-server';
export { StackError } from './stack.errors';
export { APPROACHES } from './system/approaches';
export { type ServiceName, type SimulatorOptions } from './system/services';
export { type Stack, type StackOptions, type StackUrls } from './system/stack';
export { type ProxyRequest } from './system/stack-proxies';
export { startStack } from './system/start-stack';
