import type { AddressInfo } from 'node:net';
import type { RideStatus } from '@ride-hailing/contracts';
import { TokenVerifier } from '@ride-hailing/service-kit';
import { TestTokens } from '@ride-hailing/testing';
import fastify, { type FastifyInstance } from 'fastify';
import type { RideOrder } from '../src/riders/ride-order';

export type TestRide = RideOrder & {
  id: string;
  status: RideStatus;
  driverId: string | null;
  version: number;
};

interface RidesQuery {
  readonly status: string;
  readonly after?: string;
  readonly driverId?: string;
}

const LEGAL: Record<string, { from: RideStatus[]; to: RideStatus }> = {
  assignment: { from: ['REQUESTED'], to: 'ASSIGNED' },
  start: { from: ['ASSIGNED'], to: 'IN_PROGRESS' },
  complete: { from: ['IN_PROGRESS'], to: 'COMPLETED' },
  cancel: { from: ['REQUESTED', 'ASSIGNED'], to: 'CANCELLED' },
};
export const isOpen = ({ status }: TestRide): boolean => status !== 'COMPLETED' && status !== 'CANCELLED';

export const tokens = new TestTokens();

/** A stand-in for the gateway: a real HTTP server with rides, their rules, and drivers that can be on one ride only. */
export class City {
  readonly rides = new Map<string, TestRide>();
  readonly history: string[] = [];
  readonly requests: string[] = [];
  /** The caller of each request, from its token. */
  readonly callers: string[] = [];
  private readonly verifier = new TokenVerifier(tokens);
  /** `closed`: answers every call with 503. `silent`: answers none. */
  mood: 'open' | 'closed' | 'silent' = 'open';
  /** Header of the responses while `closed`. */
  retryAfter: Record<string, string> = {};
  /** Drivers that are not free. */
  taken = new Set<string>();
  /** Rides that found no free driver. */
  readonly searching = new Set<string>();
  mostOpen = 0;
  /** The drivers left without a ride when theirs ended, in order. */
  readonly freed: string[] = [];
  private readonly byKey = new Map<string, TestRide>();
  private readonly server: FastifyInstance = fastify({ forceCloseConnections: true });

  constructor(private readonly drivers: readonly string[]) {
    this.server.addHook('onRequest', async (request, reply) => {
      this.requests.push(`${request.method} ${request.url}`);
      const { role, sub } = await this.verifier.identify(request.headers.authorization);
      this.callers.push(`${role} ${sub}: ${request.url}`);
      if (this.mood === 'closed')
        await reply.code(503).headers(this.retryAfter).send({ title: 'Service unavailable' });
      if (this.mood === 'silent') reply.hijack();
    });
    this.server.post<{ Body: RideOrder }>('/rides', (request) =>
      this.order(request.body, String(request.headers['idempotency-key'])),
    );
    this.server.get<{ Params: { id: string } }>('/rides/:id', ({ params }) => this.rides.get(params.id));
    this.server.get<{ Querystring: RidesQuery }>('/rides', ({ query }) => {
      const { after = '', driverId: driver } = query;
      const found = [...this.rides.values()].filter(
        ({ status, id, driverId }) =>
          status === query.status && id > after && (driver === undefined || driverId === driver),
      );
      return { rides: found.slice(0, 10), next: found.length > 10 ? found[9]?.id : null };
    });
    this.server.post<{ Params: { id: string }; Body: { driverId?: string } | undefined }>(
      '/rides/:id/assignment',
      async ({ params, body }, reply) =>
        this.assign(params.id, body?.driverId) ?? (await reply.code(409).send({ title: 'Conflict' })),
    );
    this.server.post<{ Params: { id: string; command: string } }>(
      '/rides/:id/:command',
      async ({ params }, reply) =>
        this.change(params.id, params.command) ?? (await reply.code(409).send({ title: 'Conflict' })),
    );
  }

  async listen(port = 0): Promise<string> {
    await this.server.listen({ port, host: '127.0.0.1' });
    return `http://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return this.server.close();
  }

  open(): TestRide[] {
    return [...this.rides.values()].filter(isOpen);
  }

  ended(status: RideStatus): number {
    return [...this.rides.values()].filter((ride) => ride.status === status).length;
  }

  private isBusy(driverId: string): boolean {
    return this.open().some((ride) => ride.driverId === driverId);
  }

  private order(order: RideOrder, key: string): TestRide {
    const known = this.byKey.get(key);
    if (known) return known;
    const id = `ride-${String(this.rides.size + 1).padStart(5, '0')}`;
    const ride: TestRide = { ...order, id, status: 'REQUESTED', driverId: null, version: 1 };
    this.rides.set(id, ride);
    this.byKey.set(key, ride);
    this.mostOpen = Math.max(this.mostOpen, this.open().length);
    return ride;
  }

  private assign(id: string, asked?: string): { id: string; driverId: string } | undefined {
    const able = asked === undefined ? this.drivers : [asked];
    const driverId = able.find((one) => !this.taken.has(one) && !this.isBusy(one));
    if (driverId === undefined) this.searching.add(id);
    return driverId && this.change(id, 'assignment', driverId) ? { id: `of ${id}`, driverId } : undefined;
  }

  change(id: string, command: string, driverId?: string): TestRide | undefined {
    const ride = this.rides.get(id);
    const rule = LEGAL[command];
    if (!ride || !rule?.from.includes(ride.status)) return undefined;
    ride.status = rule.to;
    ride.driverId = driverId ?? ride.driverId;
    ride.version += 1;
    this.history.push(`${id} ${command}`);
    if (ride.driverId && !this.isBusy(ride.driverId)) this.freed.push(ride.driverId);
    return ride;
  }
}
