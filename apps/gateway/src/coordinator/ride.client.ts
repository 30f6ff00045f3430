import { pointSchema, rideStatusSchema } from '@ride-hailing/contracts';
import { contextHeaders, UnavailableProblem } from '@ride-hailing/service-kit';
import { z } from 'zod';
import { problemOfUpstream } from '../proxy/upstream.errors';
import { callUpstream, type Upstream } from '../upstreams';
import { RideNotShownProblem } from './coordinator.errors';

/** What the coordinator needs of a ride before it begins an assignment. */
const rideSchema = z.object({ pickup: pointSchema, status: rideStatusSchema, version: z.int().positive() });
const problemSchema = z.object({ title: z.string(), detail: z.string() });
const NOT_SHOWN = new Set([401, 403, 404]);
const LONGEST_RESPONSE = 256 * 1024;

/** Reads rides from Ride Service with the caller's token: callers that may not see a ride may not assign a driver to it. */
export class RideClient {
  constructor(
    private readonly upstream: Upstream,
    private readonly deadlineMs: number,
  ) {}

  /** @throws DomainError with Ride Service's own problem when it does not show the ride, or when it does not answer */
  async read(rideId: string, authorization: string | undefined): Promise<z.infer<typeof rideSchema>> {
    const { status, text } = await this.get(rideId, authorization);
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
    return ride.data;
  }

  private async get(rideId: string, authorization?: string): Promise<{ status: number; text: string }> {
    const headers = { ...contextHeaders(), ...(authorization !== undefined && { authorization }) };
    const { upstream, deadlineMs } = this;
    const request = { path: `/rides/${rideId}`, deadlineMs, longestResponse: LONGEST_RESPONSE, headers };
    try {
      return await callUpstream(upstream, request);
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
