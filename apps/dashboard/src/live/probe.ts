import { z } from 'zod';
import { GatewayClient } from '../gateway-passage/gateway.client';
import type { LiveRide, Rates } from '../page-api';

const AS = 'dashboard-probe';
const WITHIN_MS = 900;
/** The simulator keeps this driver on a ride. */
const SHOWN_DRIVER = 'd-1';

const ageSchema = z.object({ ageMs: z.number().nullable() });
const answerSchema = z.object({
  ride: z.object({ id: z.string(), version: z.int() }).nullable(),
  sources: z.object({ ride: ageSchema, details: ageSchema }),
});
const ownerSchema = z.object({ version: z.int() });

/** Asks once for a driver on a ride, with details, and for the owner's version of that ride. */
export async function probe(
  gateway: GatewayClient,
  rides: readonly LiveRide[],
  signal: AbortSignal,
): Promise<Rates['probe']> {
  const { driverId } = rides.find((ride) => ride.driverId === SHOWN_DRIVER) ?? rides[0] ?? {};
  if (driverId === undefined) return null;
  const question = { as: AS, deadlineMs: WITHIN_MS, signal };
  const path = `/drivers/${driverId}/current-ride`;
  const answer = await gateway.find(answerSchema, { ...question, path });
  if (!answer) return null;
  const { ride, sources } = answer;
  const owner = ride && (await gateway.find(ownerSchema, { ...question, path: `/rides/${ride.id}` }));
  return {
    rideAgeMs: sources.ride.ageMs,
    // The copy may be ahead of an owner that was asked before it.
    behindBy: ride && owner ? Math.max(0, owner.version - ride.version) : null,
    detailsAgeMs: sources.details.ageMs,
  };
}
