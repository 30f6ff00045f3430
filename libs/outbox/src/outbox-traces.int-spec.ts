import { eventually } from '@ride-hailing/testing';
import { SpanRecorder } from '@ride-hailing/testing/spans';
import { OutboxFixture } from '../test/outbox-fixture';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/;

describe('the trace of an event', () => {
  let fixture: OutboxFixture;
  let recorder: SpanRecorder;
  const spanOf = (name: string) => recorder.spans.find((span) => span.name === name);

  beforeEach(async () => {
    fixture = await OutboxFixture.start();
    recorder = SpanRecorder.start();
  });
  afterEach(async () => {
    recorder.stop();
    await fixture.close();
  });

  it('goes from the change through the row to the message, which names its publication', async () => {
    fixture.startRelay();
    await recorder.inRoot('change', () => fixture.change('a'));
    await fixture.drained();
    const publication = await eventually(() => spanOf('publish event'));
    const enqueueing = spanOf('enqueue thing.changed');
    expect(enqueueing?.parentSpanContext?.spanId).toBe(spanOf('change')?.spanContext().spanId);
    expect(publication.parentSpanContext?.spanId).toBe(enqueueing?.spanContext().spanId);

    const [message] = await fixture.stream.read();
    const { traceId, spanId } = publication.spanContext();
    expect(TRACEPARENT.exec(message?.headers['traceparent'] ?? '')?.slice(1)).toEqual([traceId, spanId]);
    const { rows } = await fixture.pool.query<{ stored: string }>(
      `SELECT headers->>'traceparent' AS stored FROM outbox`,
    );
    expect(TRACEPARENT.exec(rows[0]?.stored ?? '')?.[2]).toBe(enqueueing?.spanContext().spanId);
  });

  it('has one publication with an event for each failed attempt', async () => {
    let attempts = 0;
    const publish: typeof fixture.publisher.publish = (...message) => {
      attempts += 1;
      return attempts < 3
        ? Promise.reject(new Error('broker is away'))
        : fixture.publisher.publish(...message);
    };
    fixture.startRelay({ publisher: { publish }, tuning: { firstRetryMs: 1, mostRetryMs: 5 } });
    await recorder.inRoot('change', () => fixture.change('a'));
    const publication = await eventually(() => spanOf('publish event'));
    expect(publication.events.map(({ attributes }) => attributes?.['attempt'])).toEqual([1, 2]);
    expect(publication.status.code).toBe(0);
    expect(recorder.spans.filter(({ name }) => name === 'publish event')).toHaveLength(1);
  });

  it.each([undefined, 'odd', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`])(
    'does not begin at the relay, and leaves the headers of an unrecorded change alone: %s',
    async (traceparent) => {
      const { id, ...event } = fixture.event('a', 1);
      const headers = { ...event.headers, ...(traceparent && { traceparent }) };
      await fixture.pool.query(
        `INSERT INTO outbox (id, aggregate_id, version, subject, type, payload, headers)
         VALUES ($1, $2, $3, $4, $5, '{}', $6)`,
        [id, event.aggregateId, event.version, event.subject, event.type, JSON.stringify(headers)],
      );
      fixture.startRelay();
      await fixture.drained();
      const [message] = await fixture.stream.read();
      expect(message?.headers['traceparent'] || undefined).toBe(traceparent);
      expect(recorder.spans).toEqual([]);
    },
  );
});
