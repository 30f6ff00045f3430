import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

/**
 * Records the spans of this process in memory, from `start` to `stop`; one at a time. Imported from
 * `@ride-hailing/testing/spans`, since loading OpenTelemetry's SDK would cost every spec of the repository time.
 */
export class SpanRecorder {
  private readonly exporter = new InMemorySpanExporter();

  /** @param roots whether traces that begin here are recorded */
  static start(roots: 'recorded' | 'unrecorded' = 'recorded'): SpanRecorder {
    const recorder = new SpanRecorder();
    const provider = new TracerProvider({
      sampler: new ParentBasedSampler({
        root: roots === 'recorded' ? new AlwaysOnSampler() : new AlwaysOffSampler(),
      }),
      spanProcessors: [new SimpleSpanProcessor({ exporter: recorder.exporter })],
    });
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(provider);
    return recorder;
  }

  /** The spans that have ended, the first to end first. */
  get spans(): ReadableSpan[] {
    return this.exporter.getFinishedSpans();
  }

  /** Runs `work` in a span of this name, which is the root of a trace. */
  inRoot<T>(name: string, work: () => Promise<T>): Promise<T> {
    return trace
      .getTracer('spec')
      .startActiveSpan(name, { root: true }, (span) => work().finally(() => span.end()));
  }

  forget(): void {
    this.exporter.reset();
  }

  stop(): void {
    trace.disable();
    context.disable();
  }
}
