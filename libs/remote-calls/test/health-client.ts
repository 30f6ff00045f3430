import { credentials, makeGenericClientConstructor } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { callUnary, type UnaryMethod } from '../src/call-unary';

interface HealthClient {
  check: UnaryMethod<{ service: string }, { status: string }>;
  close(): void;
}

const HealthClientClass = makeGenericClientConstructor(service, 'grpc.health.v1.Health');

/** Calls the standard health service, as a load balancer does. */
export async function checkHealth(port: number, name: string): Promise<string> {
  const client = new HealthClientClass(
    `127.0.0.1:${port}`,
    credentials.createInsecure(),
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
