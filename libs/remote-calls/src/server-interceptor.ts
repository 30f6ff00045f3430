import { type Metadata, type ServerInterceptor, ServerInterceptingCall, status } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { Logger } from '@nestjs/common';
import type { RemoteCallEvents } from './remote-call-events';
import { noteDeadline } from './still-wanted';
import { explainUndecodable, Undecodable } from './undecodable';

const logger = new Logger('gRPC');

/** Runs `work` in the context (request id, trace) that the metadata carries. */
export type RunInContextOf = (headers: Record<string, string>, work: () => void) => void;

/**
 * Surrounds every served call: enters the caller's context, so that handlers, guards and filters see it; skips work
 * whose deadline passed while it waited; refuses a request that could not be decoded; reports once how the call ended.
 *
 * @param options.protos name the field that made a request undecodable
 */
export function createServerInterceptor({
  runInContextOf = (_headers, work) => work(),
  protos = () => ({}),
  events,
}: {
  runInContextOf?: RunInContextOf;
  protos?: () => PackageDefinition;
  events?: RemoteCallEvents;
}): ServerInterceptor {
  return (descriptor, call) => {
    const ended = reportEnd(methodName(descriptor.path), events);
    let headers: Record<string, string> = {};
    let endsAt = Infinity;
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, nextMetadata) => {
            headers = textHeaders(metadata);
            endsAt = noteDeadline(metadata, call.getDeadline());
            nextMetadata(metadata);
          },
          onReceiveMessage: (message: unknown, nextMessage) =>
            runInContextOf(headers, () => {
              if (!(message instanceof Undecodable)) return nextMessage(message);
              const details = explainUndecodable(protos(), descriptor.path, message.bytes);
              logger.warn({
                msg: 'A request could not be decoded',
                path: descriptor.path,
                details,
                err: message.cause,
              });
              ended(status.INVALID_ARGUMENT);
              call.sendStatus({ code: status.INVALID_ARGUMENT, details });
            }),
          onReceiveHalfClose: (nextHalfClose) => {
            if (performance.now() < endsAt) return runInContextOf(headers, nextHalfClose);
            ended(status.DEADLINE_EXCEEDED);
            call.sendStatus({ code: status.DEADLINE_EXCEEDED, details: 'Deadline exceeded' });
          },
          onCancel: () => ended(status.CANCELLED),
        }),
      sendStatus: (sent, next) => {
        ended(sent.code ?? status.UNKNOWN);
        next(sent);
      },
    });
  };
}

/** `/ride.v1.RideDetailsService/BatchGetRides` becomes `RideDetailsService/BatchGetRides`. */
export const methodName = (path: string): string => path.replace(/^\/(?:.*\.)?/, '');

const textHeaders = (metadata: Metadata): Record<string, string> =>
  Object.fromEntries(
    Object.entries(metadata.getMap()).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );

/** Reports the first end of a call, and ignores later ones. */
const reportEnd = (method: string, events: RemoteCallEvents | undefined) => {
  const startedAt = performance.now();
  let hasEnded = false;
  return (code: status): void => {
    if (hasEnded) return;
    hasEnded = true;
    events?.emit('call', {
      method,
      side: 'server',
      code: status[code],
      tookMs: performance.now() - startedAt,
    });
  };
};
