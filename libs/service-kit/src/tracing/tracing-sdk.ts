import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { recordShare } from '@ride-hailing/tracing';

/** Spans that wait for the collector; more are dropped. */
const MOST_WAITING = 4_096;
const MOST_AT_ONCE = 512;
/** Each export costs about a millisecond of CPU, however few spans it sends. */
const EXPORT_EVERY_MS = 1_000;
const EXPORT_WITHIN_MS = 3_000;
/** `ExportResultCode.SUCCESS`. */
const EXPORTED = 0;
/** Statements are the longest texts. */
const LONGEST_TEXT = 2_000;

export interface SdkOptions {
  /** Spans go to `/v1/traces` below it, as OTLP/HTTP JSON. */
  readonly endpoint: string;
  /** The share of traces to record that begin in this process. */
  readonly ratio: number;
  /** Describes the process. */
  readonly resource: Readonly<Record<string, string>>;
  /** Called when the collector stops taking spans, and when it takes them again. */
  readonly onCollector: (state: 'lost' | 'back', error?: Error) => void;
}

/** Reports the first of many failed exports, since a collector that is down fails every second. */
function reporting(exporter: SpanExporter, report: SdkOptions['onCollector']): SpanExporter {
  let isLost = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const hasFailed = Number(result.code) !== EXPORTED;
        if (hasFailed !== isLost) report(hasFailed ? 'lost' : 'back', result.error);
        isLost = hasFailed;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}

/**
 * Records spans from now on. One process has one SDK: a second one is not started while the first runs.
 * @returns a function that sends what waits and ends it; it may take as long as the collector takes
 */
export function startSdk({ endpoint, ratio, resource, onCollector }: SdkOptions): () => Promise<void> {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_WITHIN_MS });
  const processor = new BatchSpanProcessor({
    exporter: reporting(exporter, onCollector),
    maxQueueSize: MOST_WAITING,
    maxExportBatchSize: MOST_AT_ONCE,
    scheduledDelayMillis: EXPORT_EVERY_MS,
    exportTimeoutMillis: EXPORT_WITHIN_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes(resource),
    spanLimits: { attributeValueLengthLimit: LONGEST_TEXT },
    spanProcessors: [processor],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  recordShare(ratio);
  return async () => {
    trace.disable();
    context.disable();
    await provider.shutdown();
  };
}
