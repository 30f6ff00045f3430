import { Server, ServerCredentials } from '@grpc/grpc-js';
import {
  AssignmentOutcome,
  type CoordinatorServiceServer,
  CoordinatorServiceService,
} from '@ride-hailing/contracts';

/** A real gRPC server with the gateway's coordinator contract, whose outcomes the spec sets. */
export class CoordinatorStandIn {
  readonly outcomes = new Map<string, AssignmentOutcome>();
  /** Ids of assignments whose outcome every participant has acknowledged. */
  readonly ended = new Set<string>();
  readonly asked: string[] = [];
  private server: Server | undefined;
  private port = 0;

  /** Listens on the same port after each restart. Resolves with `host:port`. */
  async start(): Promise<string> {
    const server = new Server();
    const service: CoordinatorServiceServer = {
      getAssignmentOutcome: ({ request: { assignmentId } }, answer) => {
        this.asked.push(assignmentId);
        const outcome = this.outcomes.get(assignmentId) ?? AssignmentOutcome.UNKNOWN;
        answer(null, { outcome, ended: this.ended.has(assignmentId) });
      },
    };
    server.addService(CoordinatorServiceService, service);
    this.port = await new Promise<number>((resolve, reject) =>
      server.bindAsync(`127.0.0.1:${this.port}`, ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    this.server = server;
    return `127.0.0.1:${this.port}`;
  }

  stop(): void {
    this.server?.forceShutdown();
  }
}
