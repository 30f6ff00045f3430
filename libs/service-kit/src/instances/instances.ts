/** How long an instance that does not serve comes after the others. */
const AWAY_FOR_MS = 1_000;

/** Nothing was sent, so that any request may be sent to another instance. */
const NOT_CONNECTED = new Set<unknown>([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

interface Failure {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
}

/** The names and codes of an error and of its causes, the outermost first. */
export function namesOfError(error: unknown): unknown[] {
  const names: unknown[] = [];
  let current = error;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    const { name, code, cause } = current as Failure;
    names.push(name, code);
    current = cause;
  }
  return names;
}

/** Whether a request failed before anything of it was sent. */
export const hasNotConnected = (error: unknown): boolean =>
  namesOfError(error).some((name) => NOT_CONNECTED.has(name));

interface Call<T> {
  /** True when the request may be carried out twice: a read, or a command with an idempotency key. */
  readonly isRepeatable: boolean;
  /** The deadline of the whole call. After it there is no further attempt. */
  readonly signal: AbortSignal;
  /** Whether an answer says that the instance does not serve now, as one that starts does. Default: never. */
  readonly isAway?: (answer: T) => boolean;
  /** Ends an answer that is not returned, because another instance is asked. */
  readonly discard?: (answer: T) => void;
}

/**
 * The instances of an HTTP service, which take turns call by call. A call is attempted once at each instance at most: at
 * the next one when the connection was refused; and also when it broke off, or the instance does not serve now, if the
 * request may be repeated.
 */
export class Instances {
  private next = 0;
  private readonly awaySince = new Map<string, number>();

  /** @param urls base URLs, at least one */
  constructor(readonly urls: readonly string[]) {}

  /**
   * @param attempt sends the request to one instance, with the signal of the call; rejects as `fetch` or undici
   * @returns the first answer of an instance that serves, otherwise the last answer
   * @throws what the last attempt threw
   */
  async call<T>(
    attempt: (url: string) => Promise<T>,
    { isRepeatable, signal, isAway = () => false, discard }: Call<T>,
  ): Promise<T> {
    const turn = this.inTurn();
    let failure: unknown;
    for (const [index, url] of turn.entries()) {
      const isLast = index === turn.length - 1;
      try {
        const answer = await attempt(url);
        if (!isAway(answer)) return answer;
        this.awaySince.set(url, performance.now());
        if (isLast || !isRepeatable || signal.aborted) return answer;
        discard?.(answer);
      } catch (error) {
        failure = error;
        const isRefused = hasNotConnected(error);
        if (isRefused) this.awaySince.set(url, performance.now());
        if (signal.aborted || (!isRefused && !isRepeatable)) break;
      }
    }
    throw failure;
  }

  /** All instances, beginning with the next one. Those that did not serve just now are the last. */
  private inTurn(): readonly string[] {
    if (this.urls.length === 1) return this.urls;
    const first = this.next % this.urls.length;
    this.next = first + 1;
    const turned = [...this.urls.slice(first), ...this.urls.slice(0, first)];
    if (this.awaySince.size === 0) return turned;
    const since = performance.now() - AWAY_FOR_MS;
    const isAway = (url: string) => (this.awaySince.get(url) ?? -Infinity) > since;
    return [...turned.filter((url) => !isAway(url)), ...turned.filter(isAway)];
  }
}
