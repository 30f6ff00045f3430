import { SpanRecorder } from '@ride-hailing/testing/spans';
import { aMessage } from '../../test/batches';
import { IncomingMessage } from '../messages/incoming-message';
import { inBatchSpan } from './batch-span';

const options = { stream: 'S', durable: 'd', batchSize: 500 };
const traceparent = (id: number, flags: string) =>
  `00-${id.toString(16).padStart(32, '0')}-${'b'.repeat(16)}-${flags}`;
const published = (id: number, flags: string): IncomingMessage => ({
  ...aMessage(id),
  header: (name) => (name === 'traceparent' ? traceparent(id, flags) : undefined),
});
const unread = (id: number): IncomingMessage => ({
  ...aMessage(id),
  header: () => {
    throw new Error('read');
  },
});

describe('inBatchSpan', () => {
  let recorder: SpanRecorder | undefined;

  afterEach(() => recorder?.stop());

  it('gives a batch one span with a link to each recorded publication', async () => {
    recorder = SpanRecorder.start();
    const batch = [published(1, '01'), published(2, '00'), aMessage(3), published(4, '01')];
    expect(await inBatchSpan(options, batch, async () => 'handled')).toBe('handled');
    const [span, ...more] = recorder.spans;
    expect(more).toEqual([]);
    expect(span?.name).toBe('process d');
    expect(span?.attributes['messaging.batch.message_count']).toBe(4);
    expect(span?.links.map(({ context }) => Number(`0x${context.traceId}`))).toEqual([1, 4]);
  });

  it('links to 128 publications at most', async () => {
    recorder = SpanRecorder.start();
    const batch = Array.from({ length: 128 }, (_, index) => published(index + 1, '01'));
    await inBatchSpan(options, [...batch, unread(129)], async () => undefined);
    expect(recorder.spans[0]?.links).toHaveLength(128);
  });

  it.each([
    ['nothing is recorded', options, undefined],
    ['the consumer wants no links', { ...options, linksMessages: false }, 'recorded' as const],
  ])('reads no header when %s', async (_why, given, roots) => {
    recorder = roots && SpanRecorder.start(roots);
    expect(await inBatchSpan(given, [unread(1)], async () => 'handled')).toBe('handled');
    expect(recorder?.spans.length ?? 0).toBe(roots ? 1 : 0);
  });

  it('fails the span with the error of its handler', async () => {
    recorder = SpanRecorder.start();
    const failing = inBatchSpan(options, [aMessage(1)], () => Promise.reject(new RangeError('no')));
    await expect(failing).rejects.toThrow('no');
    expect(recorder.spans[0]?.status).toEqual({ code: 2, message: 'RangeError' });
  });
});
