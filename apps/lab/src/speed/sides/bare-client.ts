import { credentials } from '@grpc/grpc-js';
import { type RideLookup, RideDetailsServiceClient, type RideMessage } from '@ride-hailing/contracts';
import { RIDE_SERVICE_GRPC_URL } from './environment';

/** grpc-js and nothing else. */
export function bareClient() {
  const client = new RideDetailsServiceClient(RIDE_SERVICE_GRPC_URL, credentials.createInsecure());
  return {
    /** All lookups in one call; undefined for those that the owner does not answer. */
    find: (lookups: readonly RideLookup[]) =>
      new Promise<(RideMessage | undefined)[]>((resolve, reject) => {
        client.batchGetRides({ lookups: [...lookups] }, (error, { results } = { results: [] }) => {
          if (error) reject(error);
          else
            resolve(results.map(({ outcome }) => (outcome?.$case === 'found' ? outcome.value : undefined)));
        });
      }),
    close: () => client.close(),
  };
}
