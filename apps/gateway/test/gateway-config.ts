import { TestTokens } from '@ride-hailing/testing';
import { configSchema, type Config } from '../src/config';

/** Nothing listens here, so a gateway in these tests has neither database nor services unless the test gives them. */
const NOWHERE = '127.0.0.1:1';

/** Signs tokens that a gateway with `gatewayConfig` accepts. */
export const gatewayTokens = new TestTokens();

/** Input of the configuration's schema, so that all else has the gateway's defaults. */
export const gatewayEnvironment = {
  httpPort: 0,
  grpcPort: 0,
  logLevel: 'silent',
  shutdownTimeoutMs: 5_000,
  jwtPublicKey: gatewayTokens.publicPem,
  databaseUrl: `postgres://nobody:nothing@${NOWHERE}/nowhere`,
  rideServiceHttpUrl: `http://${NOWHERE}`,
  driverServiceHttpUrl: `http://${NOWHERE}`,
  rideServiceGrpcUrl: NOWHERE,
  driverServiceGrpcUrl: NOWHERE,
};

export const gatewayConfig = (given: Partial<Config>): Config => ({
  ...configSchema.parse(gatewayEnvironment),
  ...given,
});
