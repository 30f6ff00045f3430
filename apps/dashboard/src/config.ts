import { approachesSchema, TOKEN_AUDIENCE } from '@ride-hailing/contracts';
import { address, baseConfig, httpInstances, parseConfig, privateKey } from '@ride-hailing/service-kit';
import { z } from 'zod';

const LEAST_KEY_LENGTH = 16;

export const configSchema = z.object({
  ...baseConfig.service({ httpPort: 3004 }),
  /** May only subscribe. */
  ...baseConfig.nats({ user: 'dashboard' }),
  /** Signs the dashboard's own tokens. */
  jwtPrivateKey: privateKey(),
  jwtAudience: z.string().min(1).default(TOKEN_AUDIENCE),
  gatewayUrl: httpInstances('http://127.0.0.1:3000'),
  /** Those below are asked for /metrics alone. */
  rideServiceUrl: httpInstances('http://127.0.0.1:3001'),
  driverServiceUrl: httpInstances('http://127.0.0.1:3002'),
  fleetSimulatorUrl: httpInstances('http://127.0.0.1:3003'),
  /** The key in the address that opens the page. */
  dashboardKey: z
    .string('is not set')
    .regex(
      new RegExp(`^[A-Za-z0-9_-]{${LEAST_KEY_LENGTH},256}$`),
      `must be at least ${LEAST_KEY_LENGTH} letters, digits, - or _`,
    ),
  /** Path of the Unix socket of the control API. Without it, the page is read-only. */
  controlSocket: z.string().optional(),
  /** Approaches that are on, as the services have them. */
  approaches: approachesSchema,
  /** Address of map tiles with {z}, {x} and {y}. */
  tileUrl: address(['http', 'https']).optional(),
});

export type Config = z.output<typeof configSchema>;

/** Injection token of the configuration. */
export const CONFIG = Symbol('config');

export const readConfig = (): Config => parseConfig(configSchema);
