import { Server, ServerCredentials } from '@grpc/grpc-js';
import {
  AssignmentOutcome,
  type CoordinatorServiceServer,
  CoordinatorServiceService,
} from '@ride-hailing/contracts';

/** In place of the gateway: a real gRPC server of the same contract, whose outcomes the spec sets. */
export class CoordinatorStandIn {
  readonly outcomes = new Map<string, AssignmentOutcome>();
  /** Of these, every participant has acknowledged the outcome. */
  readonly ended = new Set<string>();
  readonly asked: string[] = [];
  private server: Server | undefined;
  private port = 0;

  /** At the same port each time. */
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
