import { endSpan, type Span, type SpanContext, SpanKind, startEntry } from '@ride-hailing/tracing';

/** Checks and scrapes come every few seconds for ever, and say nothing of the system's work. */
const QUIET_PATHS = /^\/(health|metrics|docs)/;
const ID_IN_PATH = /^\/(ride|driver)s\/(?!nearest\b)([A-Za-z0-9_-]{1,64})(?:[/?]|$)/;

/** Starts the span of an HTTP request, if it is to be recorded. */
export function startRequestSpan(
  { method = '', url = '' }: { method?: string; url?: string },
  parent: SpanContext | undefined,
): Span | undefined {
  return QUIET_PATHS.test(url) ? undefined : startEntry({ name: method, kind: SpanKind.SERVER }, parent);
}

/** Describes the request when its route and its status are known. The query string and the headers are left out. */
export function endRequestSpan(
  { span, requestId }: { span?: Span; requestId: string },
  { method, route, url, status }: { method: string; route: string; url: string; status: number },
): void {
  if (!span) return;
  span.updateName(`${method} ${route}`);
  span.setAttributes({
    requestId,
    'http.request.method': method,
    'http.route': route,
    'url.path': url.split('?', 1)[0],
    'http.response.status_code': status,
  });
  const [, owner, id] = ID_IN_PATH.exec(url) ?? [];
  if (owner && id) span.setAttribute(`${owner}.id`, id);
  endSpan(span, status >= 500 ? String(status) : undefined);
}
