import {
  contextFromHeaders,
  contextHeaders,
  identity,
  requestContext,
  runInContext,
  runInContextOf,
} from './request-context';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE_ID}-00f067aa0ba902b7-00`;
const VALID = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

describe('contextFromHeaders', () => {
  it("continues the caller's request id, trace and sampling in a new span", () => {
    const context = contextFromHeaders({ 'x-request-id': 'req-1', traceparent: TRACEPARENT });
    expect(context.requestId).toBe('req-1');
    expect(context.traceId).toBe(TRACE_ID);
    expect(context.traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`));
    expect(context.traceparent).not.toBe(TRACEPARENT);
  });

  it('generates a request id and a trace when they are missing', () => {
    const context = contextFromHeaders({});
    expect(context.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(context.traceparent).toMatch(VALID);
  });

  it.each([
    'nonsense',
    `ff-${TRACE_ID}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE_ID}-${'0'.repeat(16)}-01`,
    `00-${TRACE_ID.toUpperCase()}-00f067aa0ba902b7-01`,
  ])('starts a new trace instead of a malformed one: %s', (traceparent) => {
    const context = contextFromHeaders({ traceparent });
    expect(context.traceparent).toMatch(VALID);
    expect(context.traceId).not.toBe(TRACE_ID);
  });

  it.each(['with space', 'line\nbreak', 'x'.repeat(129), ''])(
    'replaces a request id that is unfit for logs',
    (id) => {
      expect(contextFromHeaders({ 'x-request-id': id }).requestId).not.toBe(id);
    },
  );
});

describe('requestContext', () => {
  it('is visible to everything that the work starts, and to nothing outside', async () => {
    const context = contextFromHeaders({ 'x-request-id': 'req-2' });
    const seen = await runInContext(context, async () => {
      await Promise.resolve();
      return [requestContext(), contextHeaders()];
    });
    expect(seen).toEqual([context, { 'x-request-id': 'req-2', traceparent: context.traceparent }]);
    expect(requestContext()).toBeUndefined();
    expect(contextHeaders()).toEqual({});
  });

  it('names the caller once a token is verified, and throws before that', () => {
    const context = contextFromHeaders({});
    expect(() => runInContext(context, identity)).toThrow('marked with @Public()');
    expect(identity).toThrow('Nobody was identified here');
    context.identity = { sub: 'r-1', role: 'rider' };
    expect(runInContext(context, identity)).toBe(context.identity);
  });

  it("continues the trace of an event's headers", () => {
    expect(runInContextOf({ traceparent: TRACEPARENT }, () => requestContext()?.traceId)).toBe(TRACE_ID);
  });
});
