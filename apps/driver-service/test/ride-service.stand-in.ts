import { type sendUnaryData, Server, ServerCredentials, status } from '@grpc/grpc-js';
import {
  type CurrentRideResult,
  type HeldRideMessage,
  type RideDetailsServiceServer,
  RideDetailsServiceService,
  type RideLookup,
  type RideLookupResult,
  RideMessage,
} from '@ride-hailing/contracts';

type Mood = 'well' | 'slow' | 'silent' | 'failing' | 'refusing' | 'nonsense';

/** Replaces Ride Service: a real gRPC server of the same contract, whose mood the spec sets. */
export class RideServiceStandIn {
  mood: Mood = 'well';
  /** The lookups of each call. */
  readonly calls: RideLookup[][] = [];
  /** The drivers of each call for current rides. */
  readonly currentCalls: string[][] = [];
  currentRideOf: (driverId: string) => Omit<CurrentRideResult, 'driverId'> = () => ({
    ride: undefined,
    known: false,
  });
  heldOf: (rideId: string) => Omit<HeldRideMessage, 'rideId'> = () => ({ version: 0, driverId: '' });
  answerTo: (lookup: RideLookup) => RideLookupResult['outcome'] = ({ rideId, minVersion, driverId }) => ({
    $case: 'found',
    value: RideMessage.fromPartial({
      rideId,
      driverId,
      version: minVersion,
      riderId: 'r-1',
      riderName: `Rider of ${rideId}`,
      riderPhone: '+82-2-000-0000',
      pickup: { lat: 37.5, lng: 127, address: 'Seoul Station' },
      dropoff: { lat: 37.6, lng: 127.1, address: 'Jamsil' },
      fare: { amountMinor: 18_400, currency: 'KRW' },
    }),
  });
  private server: Server | undefined;
  private port = 0;

  async start(): Promise<string> {
    this.server = new Server();
    const batchGetRides: RideDetailsServiceServer['batchGetRides'] = ({ request: { lookups } }, answer) => {
      this.calls.push(lookups);
      const results = lookups.map((lookup) => ({ rideId: lookup.rideId, outcome: this.answerTo(lookup) }));
      this.answer({ results }, answer);
    };
    const batchGetCurrentRides: RideDetailsServiceServer['batchGetCurrentRides'] = ({ request }, answer) => {
      this.currentCalls.push(request.driverIds);
      const results = request.driverIds.map((driverId) => ({ driverId, ...this.currentRideOf(driverId) }));
      const held = request.rideIds.map((rideId) => ({ rideId, ...this.heldOf(rideId) }));
      this.answer({ results, held }, answer);
    };
    this.server.addService(RideDetailsServiceService, { batchGetRides, batchGetCurrentRides });
    this.port = await new Promise<number>((resolve, reject) =>
      this.server?.bindAsync(`127.0.0.1:${this.port}`, ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    return `127.0.0.1:${this.port}`;
  }

  private answer<Reply extends { results: unknown[] }>(reply: Reply, answer: sendUnaryData<Reply>): void {
    switch (this.mood) {
      case 'well':
        return answer(null, reply);
      case 'slow':
        return void setTimeout(() => answer(null, reply), 5_000).unref();
      case 'silent':
        return;
      case 'failing':
        return answer({ code: status.INTERNAL, details: 'a fault of the owner' });
      case 'refusing':
        return answer({ code: status.UNAVAILABLE, details: 'not ready' });
      case 'nonsense':
        return answer(null, { ...reply, results: reply.results.slice(1) });
    }
  }

  kill(): void {
    this.server?.forceShutdown();
  }
}
