import { status } from '@grpc/grpc-js';
import { eventually } from '@ride-hailing/testing';
import { exchange, type WireAnswer } from '../running-system/http-wire';
import type { System } from '../running-system/system';
import type { BadCall, GoodCall, GrpcDoor } from './grpc/grpc-doors';
import { callGrpc, type GrpcAnswer } from './grpc/grpc-wire';
import type { GoodRead, GoodRide } from './http/good-requests';
import type { BadRequest, Door } from './http/http-doors';
import type { Drawn } from './kinds';
import { faultOfAnswer, faultOfCall } from './refusals';

const LONGEST_SHOWN = 400;
const PATIENCE_MS = 10_000;

const shown = (bytes: Buffer): string => JSON.stringify(bytes.toString('latin1')).slice(0, LONGEST_SHOWN);

/**
 * Retries while the answer says to come back later, since a service may exceed its own deadline on a busy machine.
 * Returns the last answer, whatever it is.
 */
async function askWithRetries<Answer>(
  ask: () => Promise<Answer>,
  isForLater: (answer: Answer) => boolean,
): Promise<Answer> {
  let last = await ask();
  const isFinal = async (): Promise<boolean> => !isForLater(last) || !isForLater((last = await ask()));
  await eventually(isFinal, { timeoutMs: PATIENCE_MS, intervalMs: 500 }).catch(() => undefined);
  return last;
}

/** Sends inputs to the HTTP and gRPC servers of a running system, and records the faults of their answers. */
export class Doors {
  readonly faults: string[] = [];
  /** The rides that were created, keyed by id: what was requested. */
  readonly rides = new Map<string, Record<string, unknown>>();
  taken = 0;
  refused = 0;
  private readonly urls: Readonly<Record<Door, string>>;
  private readonly addresses: Readonly<Record<GrpcDoor, string>>;

  constructor(system: System) {
    this.urls = {
      gateway: system.gateway,
      'ride-service': system.rideService,
      'driver-service': system.driverService,
    };
    const address = (door: GrpcDoor): string =>
      `${new URL(this.urls[door]).hostname}:${system.process(door).spec.env['GRPC_PORT']}`;
    this.addresses = {
      gateway: address('gateway'),
      'ride-service': address('ride-service'),
      'driver-service': address('driver-service'),
    };
  }

  async refuses({ title, input }: Drawn<BadRequest>): Promise<void> {
    const answer = await this.request(input);
    const fault = faultOfAnswer(input, answer);
    if (fault === undefined) this.refused += 1;
    else this.report(`${title}, at ${input.door}`, fault, Buffer.concat(input.pieces));
  }

  async refusesCall({ title, input }: Drawn<BadCall>): Promise<void> {
    const fault = faultOfCall(input, await this.call(input));
    const { path, frames, headers } = input.call;
    if (fault === undefined) this.refused += 1;
    else this.report(`${title}, at ${input.door} ${path} ${JSON.stringify(headers)}`, fault, frames);
  }

  /** Sends a good request, and returns its answer if that has one of these statuses. */
  async takes(
    title: string,
    { door, pieces }: GoodRead,
    statuses: readonly number[],
  ): Promise<WireAnswer | undefined> {
    const answer = await this.request({ door, pieces });
    if (typeof answer !== 'string' && statuses.includes(answer.status)) {
      this.taken += 1;
      return answer;
    }
    const what = typeof answer === 'string' ? answer : `${answer.status} ${answer.body}`;
    this.report(`${title}, at ${door}, which is good`, what, Buffer.concat(pieces));
    return undefined;
  }

  /** Requests a ride and returns its id. Requests with the same key return the same ride. */
  async makesRide({ title, input }: Drawn<GoodRide>): Promise<string | undefined> {
    const answer = await this.takes(title, input, [200, 201]);
    if (!answer) return undefined;
    const { id } = JSON.parse(answer.body) as { id: string };
    this.rides.set(id, input.ride);
    return id;
  }

  async takesCall({ title, input }: Drawn<GoodCall>): Promise<void> {
    const { code, message, httpStatus, end } = await this.call(input);
    if (code === 0) this.taken += 1;
    else {
      const what = `status ${code} (${message}), HTTP ${httpStatus}, ${end}`;
      this.report(`${title}, at ${input.door}, which is good`, what, input.call.frames);
    }
  }

  private request({ door, pieces, ends }: Pick<BadRequest, 'door' | 'pieces' | 'ends'>) {
    return askWithRetries(
      () => exchange(this.urls[door], pieces, { ends }),
      (answer) => typeof answer !== 'string' && answer.status === 503 && 'retry-after' in answer.headers,
    );
  }

  private call({ door, call }: BadCall | GoodCall): Promise<GrpcAnswer> {
    return askWithRetries(
      () => callGrpc(this.addresses[door], call),
      ({ code }) => code === status.UNAVAILABLE,
    );
  }

  private report(what: string, fault: string, bytes: Buffer): void {
    this.faults.push(`${what}: ${fault} <- ${shown(bytes)}`);
  }
}
