import { readFileSync } from 'node:fs';

interface Line {
  readonly level?: unknown;
  readonly time?: unknown;
  readonly service?: unknown;
}

function lineIn(text: string): Line | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null ? line : undefined;
  } catch {
    return undefined;
  }
}

/** Lines of a service's log that are not JSON with level, time and service, or that report a fault of the service. */
export function faultsOfLog(file: string): string[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  if (lines.length === 0) return [`${file} is empty`];
  return lines.flatMap((text) => {
    const line = lineIn(text);
    if (!line) return [`${file}: a line that is no JSON: ${text.slice(0, 300)}`];
    if (typeof line.level !== 'string' || typeof line.time !== 'string' || typeof line.service !== 'string')
      return [`${file}: a line without level, time or service: ${text.slice(0, 300)}`];
    return ['error', 'fatal'].includes(line.level) ? [`${file}: ${text.slice(0, 600)}`] : [];
  });
}

/** 503 is not a fault: it asks the caller to come back later. */
const SERVER_FAULT = /^http_request_duration_seconds_count\{.*status="5(?!03)\d\d"/;
const CALL_FAULT = /^grpc_server_calls_total\{.*code="(INTERNAL|UNKNOWN|DATA_LOSS)"/;

/** Samples of a service's metrics that count answers which are the service's own fault. */
export const failedInside = (metricsText: string): string[] =>
  metricsText
    .split('\n')
    .filter((line) => (SERVER_FAULT.test(line) || CALL_FAULT.test(line)) && !line.endsWith(' 0'));
