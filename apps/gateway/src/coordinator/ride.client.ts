import { type Point, pointSchema, type RideStatus, rideStatusSchema } from '@ride-hailing/contracts';
import { contextHeaders, UnavailableProblem } from '@ride-hailing/service-kit';
import { z } from 'zod';
import { problemOfUpstream } from '../proxy/upstream.errors';
import { askUpstream, type Upstream } from '../upstreams';
import { RideNotShownProblem } from './coordinator.errors';

const rideSchema = z.object({ pickup: pointSchema, status: rideStatusSchema });
const problemSchema = z.object({ title: z.string(), detail: z.string() });
const NOT_SHOWN = new Set([401, 403, 404]);
const LONGEST_ANSWER = 256 * 1024;

/** What an assignment needs to know of a ride before it begins. */
export interface SeenRide {
  readonly pickup: Point;
  readonly status: RideStatus;
}

/** Looks at a ride as its owner shows it to the caller: whoever may not see a ride may not assign it. */
export class RideLookClient {
  constructor(
    private readonly upstream: Upstream,
    private readonly deadlineMs: number,
  ) {}

  /** @throws DomainError what the owner says when it does not show the ride, or that it cannot be asked */
  async at(rideId: string, authorization: string | undefined): Promise<SeenRide> {
    const { status, text } = await this.ask(rideId, authorization);
    if (NOT_SHOWN.has(status)) {
      const problem = problemSchema.safeParse(json(text)).data;
      throw new RideNotShownProblem(
        status,
        problem?.title ?? 'Refused',
        problem?.detail ?? 'It is not shown.',
      );
    }
    const ride = rideSchema.safeParse(json(text));
    if (status !== 200 || !ride.success)
      throw new UnavailableProblem(`${this.upstream.name} cannot tell now.`);
    const { pickup, status: rideStatus } = ride.data;
    return { pickup: { lat: pickup.lat, lng: pickup.lng }, status: rideStatus };
  }

  private async ask(rideId: string, authorization?: string): Promise<{ status: number; text: string }> {
    const headers = { ...contextHeaders(), ...(authorization !== undefined && { authorization }) };
    const { upstream, deadlineMs } = this;
    const question = { path: `/rides/${rideId}`, deadlineMs, longestAnswer: LONGEST_ANSWER, headers };
    try {
      return await askUpstream(upstream.url, question);
    } catch (error) {
      throw problemOfUpstream(upstream.name, error);
    }
  }
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
