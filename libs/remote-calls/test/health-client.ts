import { credentials, makeGenericClientConstructor } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import type { clientTls } from '../src/tls-credentials';
import { callUnary, type UnaryMethod } from '../src/call-unary';

interface HealthClient {
  check: UnaryMethod<{ service: string }, { status: string }>;
  close(): void;
}

const HealthClientClass = makeGenericClientConstructor(service, 'grpc.health.v1.Health');

/** Calls the standard health service, as a load balancer does. */
export async function checkHealth(
  port: number,
  name: string,
  tls?: ReturnType<typeof clientTls>,
): Promise<string> {
  const client = new HealthClientClass(
    `127.0.0.1:${port}`,
    tls?.credentials ?? credentials.createInsecure(),
    tls?.channelOptions,
  ) as unknown as HealthClient;
  try {
    const answer = await callUnary(
      client.check.bind(client),
      { service: name },
      { method: 'Health/Check', deadlineMs: 2_000 },
    );
    return answer.status;
  } finally {
    client.close();
  }
}
