import { SpanRecorder } from '@ride-hailing/testing/spans';
import {
  endSpan,
  inSpan,
  isTracing,
  kindOfError,
  recordingSpan,
  runInSpan,
  startChild,
  startEntry,
} from './spans';

const remote = (traceFlags: number) => ({
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  traceFlags,
  isRemote: true,
});

describe('spans without an SDK', () => {
  it('are not there, even below a sampled parent, and the work runs all the same', async () => {
    expect(isTracing()).toBe(false);
    const span = startEntry({ name: 'entry' }, remote(1));
    expect(span).toBeUndefined();
    expect(await runInSpan(span, async () => recordingSpan() ?? 'worked')).toBe('worked');
    expect(startChild({ name: 'child' })).toBeUndefined();
  });
});

describe('spans with an SDK', () => {
  let recorder: SpanRecorder;
  const record = (roots?: 'recorded' | 'unrecorded') => (recorder = SpanRecorder.start(roots));

  afterEach(() => recorder.stop());

  it('continue a sampled trace of another process, whatever share is recorded here', () => {
    record('unrecorded');
    expect(isTracing()).toBe(true);
    endSpan(startEntry({ name: 'entry' }, remote(1)));
    expect(recorder.spans).toMatchObject([
      { name: 'entry', parentSpanContext: { spanId: remote(1).spanId, isRemote: true } },
    ]);
    expect(recorder.spans[0]?.spanContext().traceId).toBe(remote(1).traceId);
  });

  it('are not recorded in a trace that its first process does not record', () => {
    record();
    expect(startEntry({ name: 'entry' }, remote(0))).toBeUndefined();
  });

  it('are children of the span that the code runs in, also after a wait', async () => {
    record();
    const entry = startEntry({ name: 'entry' }, undefined);
    await runInSpan(entry, async () => {
      await new Promise(setImmediate);
      endSpan(startChild({ name: 'child' }));
    });
    const [child] = recorder.spans;
    expect(child).toMatchObject({
      name: 'child',
      parentSpanContext: { spanId: entry?.spanContext().spanId },
    });
    expect(recordingSpan()).toBeUndefined();
  });

  it('have no children without a recorded span around the code', () => {
    record();
    expect(startChild({ name: 'child' })).toBeUndefined();
    const ended = startEntry({ name: 'entry' }, undefined);
    endSpan(ended);
    expect(inSpan(ended, () => startChild({ name: 'child' }))).toBeUndefined();
  });

  it("end with the kind of the work's error, and not with its message", async () => {
    record();
    const error = Object.assign(new Error('Kim, 010-1234'), { code: '23505' });
    const failing = runInSpan(startEntry({ name: 'entry' }, undefined), () => Promise.reject(error));
    await expect(failing).rejects.toBe(error);
    expect(recorder.spans).toMatchObject([{ status: { code: 2, message: '23505' }, events: [] }]);
    expect(kindOfError(new TypeError('x'))).toBe('TypeError');
    expect(kindOfError(undefined)).toBe('error');
  });
});
