import { AsyncLocalStorage } from 'node:async_hooks';
import { contextFromHeaders, type IncomingHeaders, type RequestContext } from './trace-context';

const storage = new AsyncLocalStorage<RequestContext>();

/** The context of the request, call or event being worked on; undefined outside of one. */
export const requestContext = (): RequestContext | undefined => storage.getStore();

export const runInContext = <T>(context: RequestContext, work: () => T): T => storage.run(context, work);

/** Runs `work` in the context that these headers (of a call or an event) carry. */
export const runInContextOf = <T>(headers: IncomingHeaders, work: () => T): T =>
  storage.run(contextFromHeaders(headers), work);

/** The headers that carry the present context to another process; empty outside of one. */
export function contextHeaders(): Record<string, string> {
  const context = storage.getStore();
  return context ? { 'x-request-id': context.requestId, traceparent: context.traceparent } : {};
}
