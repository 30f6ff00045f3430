import type { Stack } from '@ride-hailing/stack';
import { connect, type NatsConnection } from 'nats';

/** What a side's program is told of where it works, by the names that the services have for it. */
export function environmentFor(stack: Stack, databaseUrl: string): Record<string, string> {
  const { user, password } = stack.credentials('operator');
  return {
    ...{ NODE_ENV: 'production', DATABASE_URL: databaseUrl },
    ...{ NATS_URL: stack.natsUrl, NATS_USER: user, NATS_PASSWORD: password },
    RIDE_SERVICE_GRPC_URL: stack.urls.rideServiceGrpc,
  };
}

const told = (name: string): string => process.env[name] ?? '';

/** In a side's program: what it was told. */
export const DATABASE_URL = told('DATABASE_URL');
export const RIDE_SERVICE_GRPC_URL = told('RIDE_SERVICE_GRPC_URL');
export const NATS_LOGIN = {
  servers: told('NATS_URL'),
  user: told('NATS_USER'),
  pass: told('NATS_PASSWORD'),
  inboxPrefix: `_INBOX_${told('NATS_USER')}`,
};

export const connectToNats = (): Promise<NatsConnection> => connect({ ...NATS_LOGIN, noAsyncTraces: true });
