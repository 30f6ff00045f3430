import { contextHeaders, type Metrics, NotFoundProblem, UnavailableProblem } from '@ride-hailing/service-kit';
import type { z } from 'zod';
import { GatewayTimeoutProblem, problemOfUpstream } from '../proxy/upstream.errors';
import { callUpstream, type Upstream, type Upstreams } from '../upstreams';
import { journeyAnswer } from './journey-answer';
import {
  heldCopySchema,
  type JourneyDto,
  type MissingReason,
  ownerJourneySchema,
  type Part,
} from './journey.dto';

const LONGEST_RESPONSE = 256 * 1024;

const REASONS: ReadonlyMap<number, MissingReason> = new Map([
  [404, 'not-found'],
  [403, 'not-allowed'],
  [503, 'unavailable'],
]);

/** Reads what both services know of a ride's changes. */
export class Journey {
  private readonly missing;

  constructor(
    private readonly upstreams: Upstreams,
    private readonly deadlineMs: number,
    metrics: Metrics,
  ) {
    this.missing = metrics.counter({
      name: 'gateway_journey_parts_missing_total',
      help:
        'Parts of journeys that were not there, by the service that was asked and why. `not-found` is an answer: ' +
        'the service does not hold the ride',
      labelNames: ['service', 'reason'],
    });
  }

  /**
   * Reads with the caller's own token, so that both services decide what the caller may see.
   * @throws NotFoundProblem when neither service knows the ride, UnavailableProblem when neither part can be had
   */
  async of(rideId: string, authorization: string): Promise<JourneyDto> {
    const [rides, drivers] = this.upstreams;
    const [owner, copy] = await Promise.all([
      this.part(rides, `/rides/${rideId}/journey`, ownerJourneySchema, authorization),
      this.part(drivers, `/ride-copy/${rideId}`, heldCopySchema, authorization),
    ]);
    if (!owner.value && !copy.value) {
      // The owner knows every ride.
      if (owner.reason === 'not-found') throw new NotFoundProblem(`There is no ride ${rideId}.`);
      throw new UnavailableProblem(`${rides.name} cannot tell now, and the copy does not hold the ride.`);
    }
    return journeyAnswer(rideId, owner, copy);
  }

  /** Never rejects: a failed part carries its reason. */
  private async part<T extends object>(
    upstream: Upstream,
    path: string,
    schema: z.ZodType<T>,
    authorization: string,
  ): Promise<Part<T>> {
    const { name: service } = upstream;
    const startedAt = performance.now();
    const found = await this.read(upstream, path, schema, authorization).catch((error: unknown) =>
      reasonOf(service, error),
    );
    const tookMs = Math.round(performance.now() - startedAt);
    if (typeof found !== 'string') return { value: found, reason: null, tookMs };
    // A part that the caller may not see is not missing.
    if (found !== 'not-allowed') this.missing.inc({ service, reason: found });
    return { value: null, reason: found, tookMs };
  }

  private async read<T>(
    upstream: Upstream,
    path: string,
    schema: z.ZodType<T>,
    authorization: string,
  ): Promise<T | MissingReason> {
    const headers = { ...contextHeaders(), authorization };
    const request = { path, deadlineMs: this.deadlineMs, longestResponse: LONGEST_RESPONSE, headers };
    const { status, text } = await callUpstream(upstream, request);
    if (status !== 200) return REASONS.get(status) ?? 'bad-answer';
    return schema.safeParse(JSON.parse(text)).data ?? 'bad-answer';
  }
}

const reasonOf = (service: string, error: unknown): MissingReason => {
  if (error instanceof SyntaxError) return 'bad-answer';
  return problemOfUpstream(service, error) instanceof GatewayTimeoutProblem
    ? 'deadline-exceeded'
    : 'unavailable';
};
