import { credentials } from '@grpc/grpc-js';
import { type BatchGetRidesResponse, RideDetailsServiceClient } from '@ride-hailing/contracts';
import type { Answer, DetailsPort, Lookup } from './details-port';

/** grpc-js and nothing else: all lookups in one call. */
export const openDetailsPort = async (): Promise<DetailsPort> => {
  const url = process.env.RIDE_SERVICE_GRPC_URL ?? '';
  const client = new RideDetailsServiceClient(url, credentials.createInsecure());
  const call = (lookups: readonly Lookup[]) =>
    new Promise<BatchGetRidesResponse>((resolve, reject) => {
      client.batchGetRides({ lookups: [...lookups] }, (error, response) => {
        if (error) reject(error);
        else resolve(response);
      });
    });
  const find = async (lookups: readonly Lookup[]): Promise<Answer[]> => {
    const { results } = await call(lookups);
    return results.map(({ rideId, outcome }) => {
      if (outcome?.$case !== 'found') throw new Error(`no details of ${rideId}`);
      return outcome.value;
    });
  };
  return { find, close: async () => client.close() };
};
