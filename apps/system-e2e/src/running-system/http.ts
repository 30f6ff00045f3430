const CALL_WITHIN_MS = 10_000;

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
  readonly tookMs: number;
}

interface Call {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** Default: 10,000. */
  readonly withinMs?: number;
}

let dispatcher: Record<string, string> = {};

/** Makes all later calls as a dispatcher, who may do everything, unless their headers say otherwise. */
export function callAsDispatcher(token: string): void {
  dispatcher = { authorization: `Bearer ${token}` };
}

/** Makes an HTTP call with a deadline; returns the answer whatever its status is. */
export async function call<T>(
  url: string,
  { method = 'GET', headers = {}, body, withinMs = CALL_WITHIN_MS }: Call = {},
): Promise<Answer<T>> {
  const started = performance.now();
  const response = await fetch(url, {
    method,
    headers: {
      ...dispatcher,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(withinMs),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(text) : text) as T,
    tookMs: performance.now() - started,
  };
}

/**
 * Makes a call that must succeed, and returns its body.
 * @throws Error with the status and body of any other answer
 */
export async function must<T>(url: string, options: Call = {}): Promise<T> {
  const { status, body } = await call<T>(url, options);
  if (status >= 300) {
    throw new Error(`${options.method ?? 'GET'} ${url} answered ${status}: ${JSON.stringify(body)}`);
  }
  return body;
}
