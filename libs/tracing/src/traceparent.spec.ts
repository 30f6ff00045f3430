import * as fc from 'fast-check';
import { isSampled, parseTraceparent, traceparentOf } from './traceparent';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';

describe('parseTraceparent', () => {
  it('reads the span of another process and whether it was sampled', () => {
    const sampled = parseTraceparent(`00-${TRACE_ID}-${SPAN_ID}-01`);
    expect(sampled).toEqual({ traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1, isRemote: true });
    expect(sampled && isSampled(sampled)).toBe(true);
    const unsampled = parseTraceparent(`00-${TRACE_ID}-${SPAN_ID}-02`);
    expect(unsampled && isSampled(unsampled)).toBe(false);
  });

  it('reads what traceparentOf writes, whatever the flags are', () => {
    const hex = (length: number) =>
      fc
        .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
        .filter((text) => /[^0]/.test(text));
    fc.assert(
      fc.property(hex(32), hex(16), fc.nat(255), (traceId, spanId, traceFlags) => {
        const span = { traceId, spanId, traceFlags };
        expect(parseTraceparent(traceparentOf(span))).toEqual({ ...span, isRemote: true });
      }),
    );
  });

  it('takes anything malformed for missing', () => {
    const good = `00-${TRACE_ID}-${SPAN_ID}-01`;
    const damaged = fc
      .tuple(fc.nat(good.length - 1), fc.constantFrom('', ' ', 'g', 'G', '\n', '\0', 'é', '--'))
      .map(([at, by]) => good.slice(0, at) + by + good.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(fc.string(), damaged, fc.constant(`00-${'0'.repeat(32)}-${SPAN_ID}-01`)), (text) =>
        expect(parseTraceparent(text)).toBeUndefined(),
      ),
    );
    expect(parseTraceparent(undefined)).toBeUndefined();
  });
});
