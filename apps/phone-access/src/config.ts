import { baseConfig, parseConfig } from '@ride-hailing/service-kit';
import { z } from 'zod';
import { issuerSeed } from './issuer-seed';

export const configSchema = z.object({
  ...baseConfig.service({ httpPort: 3020 }),
  /** May only answer the broker's questions about logins. */
  ...baseConfig.nats({ user: 'phone-access' }),
  /** Verifies the drivers' tokens. */
  ...baseConfig.identity(),
  /** Signs what the broker lets each phone do. */
  phoneIssuerSeed: issuerSeed(),
});

export type Config = z.output<typeof configSchema>;

export const readConfig = (): Config => parseConfig(configSchema);
