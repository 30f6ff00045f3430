import { messageOf } from '@ride-hailing/service-kit';
import { z } from 'zod';

const CALL_WITHIN_MS = 15_000;

const erasedRideSchema = z.object({ rideId: z.string(), version: z.int(), driverId: z.string().nullable() });

const unfinishedSchema = z.object({
  erased: z.int(),
  hasMore: z.boolean(),
  oldestMs: z.number(),
  erasures: z.array(z.object({ id: z.string(), rides: z.array(erasedRideSchema) })),
});

const problemSchema = z.object({ detail: z.string() });

export type ErasedRide = z.output<typeof erasedRideSchema>;

/** Asks Ride Service, the owner of rides, to erase. Both requests may be repeated. */
export class ErasuresClient {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** @throws Error that says why nothing was erased by this request */
  async order(riderId: string): Promise<z.output<typeof unfinishedSchema>> {
    return unfinishedSchema.parse(await this.post('/erasures', { riderId }));
  }

  async finish(id: string): Promise<void> {
    await this.post(`/erasures/${id}/finish`);
  }

  private async post(path: string, body?: object): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(this.url + path, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.token}`,
          ...(body && { 'content-type': 'application/json' }),
        },
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(CALL_WITHIN_MS),
      });
    } catch (error) {
      const { cause } = error as Error;
      const why = messageOf(cause ?? error);
      throw new Error(`Ride Service at ${this.url} does not answer (${why}); run it again when it does`, {
        cause,
      });
    }
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer;
    const problem = problemSchema.safeParse(answer);
    throw new Error(problem.success ? problem.data.detail : `Ride Service answered ${response.status}`);
  }
}
