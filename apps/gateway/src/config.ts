import { baseConfig, milliseconds, parseConfig } from '@ride-hailing/service-kit';
import { z } from 'zod';

/** Scheme, host and port alone: a path there would be one more way around the gateway's rules. */
const origin = (fallback: string) =>
  z
    .url({ protocol: /^https?$/, error: 'must be an http address' })
    .refine(
      (value) => `${new URL(value).origin}/` === new URL(value).href,
      'must have no path, query or login',
    )
    .transform((value) => new URL(value).origin)
    .default(fallback);
const page = () => z.url({ protocol: /^https?$/, error: 'must be an http address' }).optional();

const schema = z.object({
  ...baseConfig.service({ httpPort: 3000 }),
  rideServiceHttpUrl: origin('http://127.0.0.1:3001'),
  driverServiceHttpUrl: origin('http://127.0.0.1:3002'),
  upstreamTimeoutMs: milliseconds(2_500),
  /** Where a browser finds the services' OpenAPI pages, if not at their own address. */
  rideServiceDocsUrl: page(),
  driverServiceDocsUrl: page(),
});

export type GatewayConfig = z.output<typeof schema>;

export const loadConfig = (): GatewayConfig => parseConfig(schema);
