import { join } from 'node:path';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import type { RideLookup, RideMessage } from '@ride-hailing/contracts';
import type { Observable } from 'rxjs';
import { RIDE_SERVICE_GRPC_URL } from './environment';

export interface RideDetailsClient {
  batchGetRides(request: {
    readonly lookups: readonly RideLookup[];
  }): Observable<{ readonly results: readonly { readonly found?: RideMessage }[] }>;
}

const PROTO = join(__dirname, '../../../../../libs/contracts/proto/ride/v1/ride_details.proto');

/** Nest's own client, of the .proto file. */
export function nestClient(): { service: RideDetailsClient; close: () => void } {
  const loader = { longs: Number, enums: String };
  const client = ClientProxyFactory.create({
    transport: Transport.GRPC,
    options: { url: RIDE_SERVICE_GRPC_URL, package: 'ride.v1', protoPath: PROTO, loader },
  });
  const service = client.getService<RideDetailsClient>('RideDetailsService');
  return { service, close: () => client.close() };
}
