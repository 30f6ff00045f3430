import { pointSchema, rideStatusSchema, type RideStatus } from '@ride-hailing/contracts';
import { type Identity, Instances } from '@ride-hailing/service-kit';
import { z } from 'zod';
import type { RideOrder } from './ride-order';
import type { TokenSigner } from './token-signer';

const rideSchema = z.object({
  id: z.string(),
  status: rideStatusSchema,
  riderId: z.string(),
  driverId: z.string().nullish(),
  pickup: pointSchema,
  dropoff: pointSchema,
});
export type Ride = z.infer<typeof rideSchema>;

const pageSchema = z.object({ rides: z.array(rideSchema), next: z.string().nullish() });
type RidePage = z.infer<typeof pageSchema>;

interface RidesQuery {
  readonly status: RideStatus;
  readonly limit: number;
  /** The `next` of the previous page. */
  readonly after?: string;
  readonly driverId?: string;
}

const assignmentSchema = z.object({ id: z.string(), driverId: z.string().nullable() });
type Assignment = z.infer<typeof assignmentSchema>;

/** `refused`: a retry is useless. `transient`: a retry may succeed later. */
export type Answer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'transient'; readonly reason: string; readonly retryAfterMs?: number };

export type RideCommand = 'start' | 'complete' | 'cancel';

interface Call {
  readonly caller: Identity;
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

/** May list all rides, which a rider may not. */
const DISPATCHER: Identity = { role: 'dispatcher', sub: 'fleet-simulator' };
const rider = (sub: string): Identity => ({ role: 'rider', sub });

/** The caller of a command: the ride's rider cancels it, its driver does all else. */
const callerOf = ({ riderId, driverId }: Ride, command: RideCommand): Identity =>
  command !== 'cancel' && driverId ? { role: 'driver', sub: driverId } : rider(riderId);

const isTransient = (status: number): boolean => status >= 500 || status === 429 || status === 408;

/**
 * Calls the instances of the gateway in turn, as riders, drivers and a dispatcher, each with its own token. Calls have a
 * deadline and never throw.
 */
export class GatewayClient {
  private readonly instances: Instances;

  constructor(
    urls: readonly string[],
    private readonly timeoutMs: number,
    private readonly signer: TokenSigner,
  ) {
    this.instances = new Instances(urls);
  }

  /** The same key gives the same ride, however often it is sent. */
  order(order: RideOrder, idempotencyKey: string): Promise<Answer<Ride>> {
    const caller = rider(order.riderId);
    return this.call('/rides', rideSchema, { caller, method: 'POST', body: order, idempotencyKey });
  }

  ride({ id, riderId }: Ride): Promise<Answer<Ride>> {
    return this.call(`/rides/${encodeURIComponent(id)}`, rideSchema, { caller: rider(riderId) });
  }

  rides({ limit, ...filter }: RidesQuery): Promise<Answer<RidePage>> {
    const query = new URLSearchParams({ ...filter, limit: String(limit) });
    return this.call(`/rides?${query.toString()}`, pageSchema, { caller: DISPATCHER });
  }

  /**
   * Assigns the nearest free driver as the rider, or the named driver as a dispatcher. The same key never begins a second
   * assignment beside the first.
   */
  assign({ id, riderId }: Ride, idempotencyKey: string, driverId?: string): Promise<Answer<Assignment>> {
    return this.call(`/rides/${encodeURIComponent(id)}/assignment`, assignmentSchema, {
      caller: driverId === undefined ? rider(riderId) : DISPATCHER,
      method: 'POST',
      body: driverId === undefined ? undefined : { driverId },
      idempotencyKey,
    });
  }

  command(ride: Ride, command: RideCommand): Promise<Answer<Ride>> {
    return this.call(`/rides/${encodeURIComponent(ride.id)}/${command}`, rideSchema, {
      caller: callerOf(ride, command),
      method: 'POST',
    });
  }

  private async call<T>(path: string, schema: z.ZodType<T>, call: Call): Promise<Answer<T>> {
    const { caller, method = 'GET', body, idempotencyKey } = call;
    try {
      const token = await this.signer.tokenOf(caller);
      const signal = AbortSignal.timeout(this.timeoutMs);
      const request: RequestInit = {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        redirect: 'error',
        signal,
      };
      const isRepeatable = method === 'GET' || idempotencyKey !== undefined;
      const { response, text } = await this.instances.call(
        async (url) => {
          const response = await fetch(new URL(path, url), request);
          return { response, text: await response.text() };
        },
        { isRepeatable, signal, isAway: ({ response }) => response.status === 503 },
      );
      if (isTransient(response.status)) {
        const retryAfterMs = retryAfterOf(response.headers);
        return { kind: 'transient', reason: `status ${response.status}`, retryAfterMs };
      }
      if (!response.ok) return { kind: 'refused', status: response.status };
      return { kind: 'ok', value: schema.parse(JSON.parse(text)) };
    } catch (error) {
      return { kind: 'transient', reason: reasonOf(error) };
    }
  }
}

/** Undefined without the header or when it holds a date: the gateway sends seconds. */
const retryAfterOf = (headers: Headers): number | undefined => {
  const [seconds] = /^\d{1,6}$/.exec(headers.get('retry-after') ?? '') ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
};

const reasonOf = (error: unknown): string => {
  if (error instanceof z.ZodError || error instanceof SyntaxError) return 'an answer of unexpected shape';
  const { message, cause } = error as { message?: string; cause?: { code?: string } };
  return cause?.code ?? message ?? String(error);
};
