import { TestTokens } from '@ride-hailing/testing';
import { configSchema, type Config } from '../src/config';

/** Nothing listens there: whoever passes these tests needs no database and no participant. */
const NOWHERE = '127.0.0.1:1';

/** Signs what a gateway of `gatewayConfig` takes. */
export const gatewayTokens = new TestTokens();

/** As the environment would say it, so that defaults are those of the gateway. */
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
