import { type Metadata, type ServerInterceptor, ServerInterceptingCall, status } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { Logger } from '@nestjs/common';
import {
  endSpan,
  inSpan,
  parseTraceparent,
  type Span,
  SpanKind,
  startEntry,
  traceparentOf,
} from '@ride-hailing/tracing';
import type { RemoteCallEvents } from './remote-call-events';
import { noteDeadline } from './still-wanted';
import { explainUndecodable, Undecodable } from './undecodable';

const logger = new Logger('gRPC');

/** Runs `work` in the context (request id, trace) that the metadata carries. */
export type RunInContextOf = (headers: Record<string, string>, work: () => void) => void;

/**
 * Surrounds every served call: enters the caller's context, so that handlers, guards and filters see it; skips work
 * whose deadline passed while it waited; refuses a request that could not be decoded; reports once how the call ended, and
 * ends the span of the call with it.
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
    let headers: Record<string, string> = {};
    let span: Span | undefined;
    const ended = reportEnd(methodName(descriptor.path), events, (failure) => endSpan(span, failure));
    const inContext = (work: () => void) => inSpan(span, () => runInContextOf(headers, work));
    let endsAt = Infinity;
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, nextMetadata) => {
            headers = textHeaders(metadata);
            span = startCallSpan(descriptor.path, headers);
            if (span) headers['traceparent'] = traceparentOf(span.spanContext());
            endsAt = noteDeadline(metadata, call.getDeadline());
            nextMetadata(metadata);
          },
          onReceiveMessage: (message: unknown, nextMessage) =>
            inContext(() => {
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
            if (performance.now() < endsAt) return inContext(nextHalfClose);
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

/** Checks of health and listings for tools say nothing of the system's work. */
const QUIET_PATHS = /^\/grpc\./;

function startCallSpan(path: string, headers: Record<string, string>): Span | undefined {
  if (QUIET_PATHS.test(path)) return undefined;
  const start = { name: methodName(path), kind: SpanKind.SERVER };
  const span = startEntry(start, parseTraceparent(headers['traceparent']));
  span?.setAttributes({ 'rpc.system.name': 'grpc', 'rpc.method': start.name });
  if (headers['x-request-id']) span?.setAttribute('requestId', headers['x-request-id']);
  return span;
}

const textHeaders = (metadata: Metadata): Record<string, string> =>
  Object.fromEntries(
    Object.entries(metadata.getMap()).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );

/** Reports the first end of a call, and ignores later ones. */
const reportEnd = (
  method: string,
  events: RemoteCallEvents | undefined,
  onEnd: (failure: string | undefined) => void,
) => {
  const startedAt = performance.now();
  let hasEnded = false;
  return (code: status): void => {
    if (hasEnded) return;
    hasEnded = true;
    onEnd(code === status.OK ? undefined : status[code]);
    events?.emit('call', {
      method,
      side: 'server',
      code: status[code],
      tookMs: performance.now() - startedAt,
    });
  };
};
