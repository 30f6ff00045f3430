import { setMaxListeners } from 'node:events';
import { Client, type MethodDefinition } from '@grpc/grpc-js';
import { Bulkhead, jittered, pause } from '@ride-hailing/timing';
import { cancelled, late, type LeftMs, startBudget } from './call-budget';
import { callUnary, type UnaryMethod } from './call-unary';
import { BreakerRefusedError, CircuitBreaker, type Pass } from './circuit-breaker';
import { createClient } from './create-client';
import { checkHealth } from './health-check';
import { HealthWatch } from './health-watch';
import { type BreakerState, RemoteCallEvents } from './remote-call-events';
import { isLocalRefusal, refusedHere, RemoteCallError } from './remote-call.errors';
import {
  type RemoteCallOptions,
  type RemoteClientOptions,
  type RemoteMethod,
  type Settings,
  settingsOf,
  STEADY_JITTER,
} from './remote-client.options';
import { RetryThrottle } from './retry-throttle';
import { retryUnavailable } from './retry-unavailable';
import { methodName } from './server-interceptor';

interface Sending<Request, Response> {
  method: string;
  send: UnaryMethod<Request, Response>;
  request: Request;
  options: RemoteCallOptions;
  maxAttempts: number;
  signal: AbortSignal;
  leftMs: LeftMs;
}

const ALWAYS: Pass = { probe: false, isValid: () => true };

/**
 * Calls one owner: every call has a deadline, idempotent calls are retried when the owner was UNAVAILABLE, the calls in
 * flight are bounded, and a failing owner gets no calls until it has recovered. The guards from outside in: bulkhead,
 * breaker, retries, the call.
 *
 * Make one for each target and process, since it holds the retry budget and the breaker, and close it at the end.
 */
export class RemoteClient {
  private readonly client: Client;
  private readonly events: RemoteCallEvents;
  private readonly settings: Settings;
  private readonly random: () => number;
  private readonly throttle: RetryThrottle | undefined;
  private readonly bulkhead: Bulkhead | undefined;
  private readonly breaker: CircuitBreaker | undefined;
  private readonly health: HealthWatch | undefined;
  private readonly underWay = new Set<AbortController>();
  private closed = false;

  /** @param url `host:port`, or several of IP addresses, between commas: calls take turns. Connects when first used. */
  constructor(
    url: string,
    private readonly options: RemoteClientOptions,
  ) {
    const { retry, bulkhead } = (this.settings = settingsOf(options));
    this.events = options.events ?? new RemoteCallEvents();
    this.random = options.random ?? Math.random;
    const { target, tlsFolder: folder, service = target, channelOptions } = options;
    this.client = createClient(Client, url, {
      tls: folder ? { folder, service } : undefined,
      channelOptions,
    });
    this.throttle = retry?.throttle ? new RetryThrottle(retry.throttle) : undefined;
    this.bulkhead = bulkhead && new Bulkhead(bulkhead);
    this.breaker = this.createBreaker();
    this.health = this.createHealthWatch();
  }

  get breakerState(): BreakerState {
    return this.breaker?.state ?? 'closed';
  }

  /**
   * A method of a generated service definition, such as `RideDetailsServiceService.batchGetRides`.
   * Only a method marked idempotent is retried, so mark it only if calling it twice has the effect of calling it once.
   */
  unary<Request, Response>(
    definition: MethodDefinition<Request, Response>,
    { idempotent }: { idempotent: boolean },
  ): RemoteMethod<Request, Response> {
    const method = methodName(definition.path);
    const maxAttempts = idempotent ? (this.settings.retry?.maxAttempts ?? 1) : 1;
    const send: UnaryMethod<Request, Response> = (request, metadata, options, callback) =>
      this.client.makeUnaryRequest(
        definition.path,
        definition.requestSerialize,
        definition.responseDeserialize,
        request,
        metadata,
        options,
        callback as (error: unknown, response?: Response) => void,
      );
    return (request, options) => this.call(method, maxAttempts, send, request, options);
  }

  /** Ends all calls with reason `cancelled`, the health checks and the connection. Later calls are `cancelled` too. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.health?.stop();
    for (const ending of [...this.underWay]) ending.abort();
    this.client.close();
  }

  private async call<Request, Response>(
    method: string,
    maxAttempts: number,
    send: UnaryMethod<Request, Response>,
    request: Request,
    options: RemoteCallOptions,
  ): Promise<Response> {
    const leftMs = startBudget(method, options);
    if (this.closed || options.signal?.aborted || options.parent?.cancelled) throw cancelled(method);
    if (leftMs() <= 0) throw late(method);
    const ending = new AbortController();
    const end = () => ending.abort();
    // Many calls may share one signal.
    if (options.signal) setMaxListeners(0, options.signal);
    options.signal?.addEventListener('abort', end, { once: true });
    this.underWay.add(ending);
    try {
      const { signal } = ending;
      return await this.enter({ method, send, request, options, maxAttempts, signal, leftMs });
    } catch (error) {
      throw ending.signal.aborted ? cancelled(method, error) : this.explain(method, error);
    } finally {
      this.underWay.delete(ending);
      options.signal?.removeEventListener('abort', end);
    }
  }

  private enter<Request, Response>(sending: Sending<Request, Response>): Promise<Response> {
    const { method, signal, leftMs } = sending;
    const refusal = this.breaker?.refusal();
    if (refusal) return Promise.reject(new BreakerRefusedError(refusal));
    const guarded = () => {
      if (leftMs() <= 0) return Promise.reject(late(method));
      if (this.breaker) return this.breaker.run((pass) => this.send(sending, pass));
      return this.send(sending, ALWAYS);
    };
    if (!this.bulkhead) return guarded();
    return this.bulkhead.run(guarded, {
      signal,
      waitMs: leftMs(),
      onFull: () => refusedHere(method, 'bulkhead-full'),
      onLate: () => late(method),
      onCancelled: () => cancelled(method),
    });
  }

  private send<Request, Response>(
    { method, send, request, options, maxAttempts, signal, leftMs }: Sending<Request, Response>,
    pass: Pass,
  ): Promise<Response> {
    const { target } = this.options;
    const { headers, parent } = options;
    const attempt = () => {
      const deadlineMs = Math.max(1, leftMs());
      return callUnary(send, request, { method, deadlineMs, signal, headers, parent, events: this.events });
    };
    return retryUnavailable(attempt, {
      maxAttempts: pass.probe ? 1 : maxAttempts,
      backOff: this.settings.retry?.backOff ?? { firstMs: 0, mostMs: 0 },
      throttle: this.throttle,
      isStillWanted: () => pass.isValid() && !signal.aborted && !parent?.cancelled,
      remainingMs: leftMs,
      pause: (ms) => pause(ms, signal, { ref: false }),
      random: this.random,
      onRetry: (sent, delayMs) => this.events.emit('retry', { target, method, attempt: sent, delayMs }),
      onThrottled: () => this.events.emit('throttled', { target, method }),
    });
  }

  private explain(method: string, error: unknown): unknown {
    const failure = error instanceof BreakerRefusedError ? refusedHere(method, error.refusal) : error;
    if (failure instanceof RemoteCallError && isLocalRefusal(failure.reason)) {
      this.events.emit('rejected', { target: this.options.target, method, by: failure.reason });
    }
    return failure;
  }

  private createBreaker(): CircuitBreaker | undefined {
    const { settings, random } = this;
    if (!settings.breaker) return undefined;
    return new CircuitBreaker({
      ...settings.breaker,
      random,
      onChange: (change) => {
        this.events.emit('breaker', { target: this.options.target, ...change });
        if (change.to === 'closed') this.health?.stop();
        else if (!this.closed) this.health?.start();
        if (change.to === 'open') this.bulkhead?.dismiss(() => new BreakerRefusedError('breaker-open'));
      },
    });
  }

  private createHealthWatch(): HealthWatch | undefined {
    const { health } = this.settings;
    const { breaker } = this;
    if (!health || !breaker) return undefined;
    return new HealthWatch({
      check: (signal) => checkHealth(this.client, { ...health, signal }),
      everyMs: () => jittered(health.intervalMs, STEADY_JITTER, this.random),
      onChecked: (found) => this.events.emit('health', { target: this.options.target, health: found }),
      onRecovered: () => breaker.close(),
    });
  }
}
