import type { Client } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { callUnary } from './call-unary';
import { RemoteCallError } from './remote-call.errors';
import type { OwnerHealth } from './remote-call-events';

const check = service['Check'];

/** Calls the standard health service (`grpc.health.v1.Health/Check`) on the client's own channel. Never rejects. */
export async function checkHealth(
  client: Client,
  options: { service: string; deadlineMs: number; signal: AbortSignal },
): Promise<OwnerHealth> {
  if (!check) return 'unknown';
  try {
    const answer = await callUnary<object, { status?: unknown }>(
      (request, metadata, callOptions, callback) =>
        client.makeUnaryRequest(
          check.path,
          check.requestSerialize,
          check.responseDeserialize as (bytes: Buffer) => { status?: unknown },
          request,
          metadata,
          callOptions,
          (error, response) => callback(error, response ?? {}),
        ),
      { service: options.service },
      { method: 'Health/Check', deadlineMs: options.deadlineMs, signal: options.signal },
    );
    return answer.status === 'SERVING' ? 'serving' : 'not-serving';
  } catch (error) {
    const code = error instanceof RemoteCallError ? error.code : undefined;
    return code === status.UNIMPLEMENTED || code === status.NOT_FOUND ? 'unknown' : 'unreachable';
  }
}
