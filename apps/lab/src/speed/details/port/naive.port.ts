import { join } from 'node:path';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import { firstValueFrom, type Observable } from 'rxjs';
import type { Answer, DetailsPort, Lookup } from './details-port';

interface Replies {
  readonly results: readonly { readonly found?: Answer }[];
}

export interface RideDetailsClient {
  batchGetRides(request: { readonly lookups: readonly Lookup[] }): Observable<Replies>;
}

const PROTO = join(__dirname, '../../../../../../libs/contracts/proto/ride/v1/ride_details.proto');

/** Nest's own client, of the .proto file. */
export function nestClient(url: string): { service: RideDetailsClient; close: () => void } {
  const client = ClientProxyFactory.create({
    transport: Transport.GRPC,
    options: { url, package: 'ride.v1', protoPath: PROTO, loader: { longs: Number, enums: String } },
  });
  const service = client.getService<RideDetailsClient>('RideDetailsService');
  return { service, close: () => client.close() };
}

/** One unary call for each ride, through Nest's client. */
export const openDetailsPort = async (): Promise<DetailsPort> => {
  const { service, close } = nestClient(process.env.RIDE_SERVICE_GRPC_URL ?? '');
  const one = async (lookup: Lookup): Promise<Answer> => {
    const { results } = await firstValueFrom(service.batchGetRides({ lookups: [lookup] }));
    const found = results[0]?.found;
    if (!found) throw new Error(`no details of ${lookup.rideId}`);
    return found;
  };
  return {
    find: (lookups) => Promise.all(lookups.map(one)),
    close: async () => close(),
  };
};
