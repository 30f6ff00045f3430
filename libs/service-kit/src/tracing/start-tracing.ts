import { endsWithin } from '@ride-hailing/timing';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Logger } from 'pino';
import type * as Sdk from './tracing-sdk';

/** Variables of OpenTelemetry, as `baseConfig.service` reads them. */
export interface TracingConfig {
  /** Spans go to `/v1/traces` below it. Without it, nothing is recorded, and the SDK is not loaded. */
  otelExporterOtlpEndpoint?: string;
  /** The share of traces to record that begin here, from 0 to 1. */
  otelTracesSamplerArg?: number;
}

const DEFAULT_RATIO = 0.01;
const STOP_WITHIN_MS = 1_000;

/** Relative to this file, the root of the checkout, and of a build. */
const PACKAGE = join(__dirname, '../../../../package.json');

/**
 * Records the spans of this process, if an endpoint is configured. The service is ready before that: loading the SDK
 * takes longer than anything else of its start.
 * @returns a function that sends what waits, in bounded time
 */
export async function startTracing(
  name: string,
  { otelExporterOtlpEndpoint: endpoint, otelTracesSamplerArg: ratio = DEFAULT_RATIO }: TracingConfig,
  logger: Logger,
): Promise<() => Promise<void>> {
  if (!endpoint) return () => Promise.resolve();
  const { startSdk } = (await import(join(__dirname, 'tracing-sdk'))) as typeof Sdk;
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
  const stop = startSdk({
    endpoint,
    ratio,
    resource: {
      'service.name': name,
      'service.version': version,
      'service.instance.id': `${hostname()}-${process.pid}`,
    },
    onCollector: (state, error) => {
      if (state === 'back') logger.info('the collector takes traces again');
      else logger.warn({ err: error }, 'the collector takes no traces, and they are dropped meanwhile');
    },
  });
  logger.info({ ratio }, 'records traces');
  return async () => {
    await endsWithin(STOP_WITHIN_MS, stop());
  };
}
