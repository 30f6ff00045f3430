import { recordingSpan } from '@ride-hailing/tracing';
import pino, { type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { requestContext } from '../context/request-context';
import { serializeError } from './error-serializer';
import { LineWriter } from './line-writer';

const SECRETS = ['authorization', 'cookie', 'password', 'phone', 'riderPhone', 'riderName'];

const STDOUT = 1;
const standardOutput = new LineWriter(STDOUT);
process.on('exit', () => standardOutput.flushSync());

/**
 * Logs JSON lines with the service's name and, inside a request, its id and trace, or else the trace of a recorded span;
 * never bodies or secrets.
 */
export function createLogger(
  { name, level }: { name: string; level: string },
  destination: DestinationStream = standardOutput,
): Logger {
  const options: LoggerOptions = {
    level,
    base: { service: name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: (error: unknown) => serializeError(error) },
    redact: { paths: SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[hidden]' },
    mixin: () => {
      const context = requestContext();
      if (context) return { requestId: context.requestId, traceId: context.traceId };
      const span = recordingSpan();
      return span ? { traceId: span.spanContext().traceId } : {};
    },
  };
  return pino(options, destination);
}
