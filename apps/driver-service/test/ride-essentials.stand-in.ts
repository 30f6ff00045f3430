import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import {
  type RideChanged,
  rideDigest,
  type RideEssentialsServiceServer,
  RideEssentialsServiceService,
  rideToEssentials,
} from '@ride-hailing/contracts';

interface Range {
  readonly after: string;
  readonly until: string;
  readonly limit: number;
}

/** Replaces Ride Service: a real gRPC server of the same contract, over rides that the spec sets. */
export class RideEssentialsStandIn {
  readonly rides = new Map<string, RideChanged>();
  /** Called after each page is read and before it is sent. */
  onPage: () => Promise<void> = async () => undefined;
  readonly listed: Range[] = [];
  readonly digested: Range[] = [];
  /** The number of calls to refuse before one is answered. */
  refuse = 0;
  private readonly server = new Server();

  async start(): Promise<string> {
    const service: RideEssentialsServiceServer = {
      listRideEssentials: ({ request }, answer) => {
        if (this.refuse-- > 0) return answer({ code: status.UNAVAILABLE, details: 'not ready' });
        this.listed.push(request);
        const { rides, more } = this.within(request);
        void this.onPage().then(() => answer(null, { rides: rides.map(rideToEssentials), more }));
      },
      digestRideEssentials: ({ request }, answer) => {
        this.digested.push(request);
        const { rides, more } = this.within(request);
        answer(null, { ...rideDigest(rides), lastRideId: rides.at(-1)?.rideId ?? '', more });
      },
    };
    this.server.addService(RideEssentialsServiceService, service);
    const port = await new Promise<number>((resolve, reject) =>
      this.server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    return `127.0.0.1:${port}`;
  }

  stop(): void {
    this.server.forceShutdown();
  }

  /** Gives the rides of a range, as the owner does. */
  private within({ after, until, limit }: Range): { rides: RideChanged[]; more: boolean } {
    const all = [...this.rides.values()]
      .filter(({ rideId }) => rideId > after && (until === '' || rideId <= until))
      .sort((a, b) => (a.rideId < b.rideId ? -1 : 1));
    return { rides: all.slice(0, limit), more: all.length > limit };
  }
}
